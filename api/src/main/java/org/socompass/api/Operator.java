package org.socompass.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.mapper.SearchBudget;
import org.socompass.study.MapStudy;
import org.socompass.study.OperatorSpec;

/**
 * An operator of a model, by the names that {@code socompass map} has for it.
 *
 * @param name its name
 * @param sizes sizes by their names, as {@code m}, {@code kv-len}, {@code rows}
 * @param types types of its tensors by their names, as {@code weight-dtype}; fp16 where absent
 * @param isCausal whether a query of attention sees only keys up to its own position
 */
public record Operator(
    String name, Map<String, Long> sizes, Map<String, String> types, boolean isCausal) {
  private static final long GREATEST_SIZE = OperatorSpec.GREATEST_SIZE;

  /** Copies the maps. */
  public Operator {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /** Returns the names of operators. */
  public static List<String> names() {
    return OperatorSpec.forms().stream().map(OperatorSpec.Form::name).toList();
  }

  /** Returns an operator without sizes yet. */
  public static Operator of(String name) {
    return new Operator(name, Map.of(), Map.of(), false);
  }

  /**
   * Returns the product {@code C[m,n] = A[m,k] * B[k,n]}.
   *
   * @param m rows of A and C
   * @param k contraction length
   * @param n columns of B and C
   */
  public static Operator matmul(long m, long k, long n) {
    return of("matmul").size("m", m).size("k", k).size("n", n);
  }

  /**
   * Returns the attention of one sequence.
   *
   * @param queryLength query rows
   * @param kvLength keys
   * @param queryHeads query heads
   * @param kvHeads heads of keys and values, of which {@code queryHeads} is a multiple
   * @param headDim elements of a head
   */
  public static Operator attention(
      long queryLength, long kvLength, long queryHeads, long kvHeads, long headDim) {
    return of("attention")
        .size("query-len", queryLength)
        .size("kv-len", kvLength)
        .size("query-heads", queryHeads)
        .size("kv-heads", kvHeads)
        .size("head-dim", headDim);
  }

  /** Returns the same with another size. */
  public Operator size(String size, long value) {
    Map<String, Long> changed = new LinkedHashMap<>(sizes);
    changed.put(size, value);
    return new Operator(name, changed, types, isCausal);
  }

  /** Returns the same with a tensor of another type, as in {@code "weight-dtype", "int4"}. */
  public Operator type(String tensor, String type) {
    Map<String, String> changed = new LinkedHashMap<>(types);
    changed.put(tensor, type);
    return new Operator(name, sizes, changed, isCausal);
  }

  /** Returns the same whose queries see only keys up to their own position. */
  public Operator causal() {
    return new Operator(name, sizes, types, true);
  }

  /**
   * Returns what the study takes.
   *
   * @throws InputException if there is no such operator, size or type, naming the nearest
   */
  MapStudy.Request request(Device device, Optional<String> processor) {
    OperatorSpec.check(
        name,
        Stream.of(
                sizes.keySet().stream(),
                types.keySet().stream(),
                isCausal ? Stream.of("causal") : Stream.<String>of())
            .flatMap(names -> names)
            .map(option -> "--" + option)
            .toList());
    sizes.forEach(
        (size, value) -> {
          if (value < 1 || value > GREATEST_SIZE) {
            throw new InputException(
                "%s must be in [1, %d], but is %d".formatted(size, GREATEST_SIZE, value));
          }
        });
    Map<String, DataType> tensors = new LinkedHashMap<>();
    types.forEach(
        (tensor, type) -> tensors.put(tensor, InputException.checked(() -> DataType.of(type))));
    return new MapStudy.Request(
        device.source(),
        processor,
        new OperatorSpec(name, sizes, tensors, isCausal),
        SearchBudget.UNLIMITED,
        Optional.empty(),
        List.of());
  }
}
