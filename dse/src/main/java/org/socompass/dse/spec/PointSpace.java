package org.socompass.dse.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.socompass.input.InputException;

/**
 * The points of a sweep by their number. A point is found from its number alone, so that any
 * machine may evaluate any part.
 *
 * <pre>{@code
 * grid    point i = digits of i in the mixed radix of the level counts, the last parameter fastest
 * random  point i = grid point P(i), P a permutation that the seed chooses
 * sobol   level of parameter d = floor(levels_d * frac(x_d(i) + shift_d)), x the Sobol sequence
 * }</pre>
 *
 * <p>{@code P} is a Feistel network of four rounds over the least even number of bits that holds
 * the grid; what falls outside is sent through again (cycle walking). {@code shift} is drawn by the
 * seed (Cranley and Patterson, SIAM J. Numer. Anal. 13, 1976). Sobol points may repeat a
 * combination where there are more points than levels.
 *
 * <p><b>Source.</b> Directions of the Sobol sequence: Joe and Kuo, as in Commons Math.
 */
public final class PointSpace {
  private static final int ROUNDS = 4;
  private static final long GREATEST = 1_000_000_000_000L;

  private final List<Parameter> parameters;
  private final Search search;
  private final long gridSize;
  private final long size;

  /**
   * Creates the space of a sweep.
   *
   * @throws InputException if it is too large to count, or has fewer combinations than samples
   */
  public PointSpace(SweepSpec spec) {
    this(spec.parameters(), spec.search());
  }

  PointSpace(List<Parameter> parameters, Search search) {
    this.parameters = List.copyOf(parameters);
    this.search = search;
    BigInteger product = BigInteger.ONE;
    for (Parameter p : parameters) {
      product = product.multiply(BigInteger.valueOf(p.levels().size()));
    }
    if (product.bitLength() > Long.SIZE - 2) {
      throw new InputException("the parameters have " + product + " combinations; at most 2^62");
    }
    this.gridSize = product.longValueExact();
    this.size = search.method() == Search.Method.GRID ? gridSize : search.samples();
    if (size > GREATEST) {
      throw new InputException(
          "%,d points; a sweep has at most %,d. Take samples (search.method: sobol)"
              .formatted(size, GREATEST));
    }
    if (search.method() == Search.Method.RANDOM && size > gridSize) {
      throw new InputException(
          "%,d samples of %,d combinations; random draws without replacement"
              .formatted(size, gridSize));
    }
  }

  /** Returns the number of combinations. */
  public long gridSize() {
    return gridSize;
  }

  /** Returns the number of points; the most that may be evaluated if a search chooses them. */
  public long size() {
    return size;
  }

  /** Returns whether points follow from their number; else a search chooses them. */
  public boolean isIndexed() {
    return search.method() != Search.Method.NSGA2;
  }

  /**
   * Returns a point.
   *
   * @param index its number, from 0
   * @throws IllegalArgumentException if there is no such point
   */
  public Design point(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("point must be in [0, " + size + "), but is " + index);
    }
    return switch (search.method()) {
      case GRID -> combination(index);
      case RANDOM -> combination(permuted(index));
      case SOBOL -> sobol(index);
      case NSGA2 -> throw new IllegalArgumentException("nsga2 chooses points as it goes");
    };
  }

  /**
   * Returns the number of a combination in the grid, which is its point if the method is grid.
   *
   * @param design a level of each parameter
   */
  public long gridIndex(Design design) {
    long index = 0;
    for (int p = 0; p < parameters.size(); p++) {
      index = index * parameters.get(p).levels().size() + design.levels().get(p);
    }
    return index;
  }

  /** Returns neighbouring points that begin anywhere; combinations if a search chooses points. */
  public List<Design> sample(SplittableRandom random, int count) {
    long all = isIndexed() ? size : gridSize;
    long first = random.nextLong(Math.max(1, all - count + 1));
    return LongStream.range(first, Math.min(all, first + count))
        .mapToObj(i -> isIndexed() ? point(i) : combination(i))
        .toList();
  }

  private Design combination(long index) {
    Integer[] levels = new Integer[parameters.size()];
    long left = index;
    for (int p = levels.length - 1; p >= 0; p--) {
      int count = parameters.get(p).levels().size();
      levels[p] = (int) (left % count);
      left /= count;
    }
    return new Design(List.of(levels));
  }

  private long permuted(long index) {
    int half = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(gridSize - 1) + 1) / 2);
    long mask = (1L << half) - 1;
    long value = index;
    do {
      long left = value >>> half;
      long right = value & mask;
      for (int round = 0; round < ROUNDS; round++) {
        long mixed = mix(right + search.seed() * ROUNDS + round) & mask;
        long next = left ^ mixed;
        left = right;
        right = next;
      }
      value = left << half | right;
    } while (value >= gridSize);
    return value;
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long value) {
    long z = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private Design sobol(long index) {
    // The generator counts with an int; its first point is the origin, which the shift moves.
    double[] x = new SobolSequenceGenerator(parameters.size()).skipTo((int) index);
    var random = new SplittableRandom(search.seed());
    List<Integer> levels = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      double shifted = x[p] + random.nextDouble();
      int count = parameters.get(p).levels().size();
      levels.add(Math.min(count - 1, (int) (count * (shifted - Math.floor(shifted)))));
    }
    return new Design(levels);
  }
}
