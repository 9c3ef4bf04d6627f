package org.socompass.mapper;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.socompass.hardware.DataType;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/** Operators of random shapes, every magnitude as likely. */
final class RandomOperators {
  private static final DataType H = DataType.FP16;

  static final int PROBLEMS = 160;

  private static final DataType[][] TYPES = {
    {H, H},
    {H, DataType.INT4},
    {DataType.INT8, DataType.INT8},
    {H, DataType.Q8_0},
    {H, DataType.Q4_0},
    {H, DataType.INT4_G128},
    {DataType.FP32, DataType.FP32},
    {DataType.INT8, DataType.INT4},
  };

  private RandomOperators() {}

  static List<Operator> problems(long seed) {
    var random = new SplittableRandom(seed);
    List<Operator> result = new ArrayList<>();
    for (int i = 0; i < PROBLEMS; i++) {
      result.add(
          switch (i % 8) {
            case 5 ->
                new RowOperator(
                    any(RowOperator.Kind.values(), random),
                    size(random, 17),
                    size(random, 17),
                    random.nextBoolean() ? H : DataType.FP32);
            case 6 ->
                new ElementwiseOperator(
                    any(ElementwiseOperator.Kind.values(), random),
                    size(random, 30),
                    H,
                    random.nextBoolean() ? H : DataType.INT8);
            case 7 -> attention(random);
            default -> matmul(random);
          });
    }
    return result;
  }

  private static <T> T any(T[] values, SplittableRandom random) {
    return List.of(values).get(random.nextInt(values.length));
  }

  private static Matmul matmul(SplittableRandom random) {
    DataType[] types = TYPES[random.nextInt(TYPES.length)];
    return new Matmul(
        random.nextInt(4) == 0 ? size(random, 6) : 1,
        size(random, 13),
        size(random, 14),
        size(random, 15),
        types[0],
        types[1],
        random.nextInt(4) == 0 ? DataType.FP32 : H);
  }

  static Attention attention(SplittableRandom random) {
    long kvHeads = 1L << random.nextInt(5);
    long queries = size(random, 12);
    return new Attention(
        size(random, 4),
        queries,
        queries + (random.nextBoolean() ? 0 : size(random, 13)),
        kvHeads << random.nextInt(4),
        kvHeads,
        64L << random.nextInt(3),
        random.nextBoolean(),
        H);
  }

  /** A size up to {@code 2^log2}, every magnitude as likely, some of them multiples of 64. */
  static long size(SplittableRandom random, int log2) {
    long size = (long) Math.pow(2, random.nextDouble(log2));
    return random.nextInt(3) == 0 ? Math.max(1, size / 64 * 64) : size;
  }

  static long more(long size, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> size + 1;
      case 1 -> 2 * size;
      default -> size + 1 + random.nextLong(size);
    };
  }

  /** The operator with one dimension larger, for each of its dimensions. */
  static List<Operator> larger(Operator op, SplittableRandom random) {
    if (op instanceof Matmul x) {
      return List.of(
          matmul(x, more(x.batch(), random), x.m(), x.k(), x.n()),
          matmul(x, x.batch(), more(x.m(), random), x.k(), x.n()),
          matmul(x, x.batch(), x.m(), more(x.k(), random), x.n()),
          matmul(x, x.batch(), x.m(), x.k(), more(x.n(), random)));
    }
    if (op instanceof RowOperator x) {
      return List.of(
          new RowOperator(x.kind(), more(x.rows(), random), x.cols(), x.type()),
          new RowOperator(x.kind(), x.rows(), more(x.cols(), random), x.type()));
    }
    if (op instanceof ElementwiseOperator x) {
      return List.of(
          new ElementwiseOperator(x.kind(), more(x.elements(), random), x.input(), x.output()));
    }
    Attention x = (Attention) op;
    long batch = x.batch();
    long queries = x.queryLength();
    long keys = x.kvLength();
    long added = more(queries, random) - queries;
    return List.of(
        attention(x, more(batch, random), queries, keys, 1, 1, 1),
        attention(x, batch, queries + added, keys + added, 1, 1, 1),
        attention(x, batch, queries, more(keys, random), 1, 1, 1),
        attention(x, batch, queries, keys, 2, 1, 1),
        attention(x, batch, queries, keys, 2, 2, 1),
        attention(x, batch, queries, keys, 1, 1, 2));
  }

  private static Matmul matmul(Matmul x, long batch, long m, long k, long n) {
    return new Matmul(batch, m, k, n, x.activation(), x.weight(), x.output());
  }

  private static Attention attention(
      Attention x, long batch, long queries, long keys, int heads, int kvHeads, int headDim) {
    return new Attention(
        batch,
        queries,
        keys,
        heads * x.queryHeads(),
        kvHeads * x.kvHeads(),
        headDim * x.headDim(),
        x.causal(),
        x.type());
  }
}
