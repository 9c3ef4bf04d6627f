package org.socompass.inference.trust;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.hardware.DataType;
import org.socompass.llm.Phase;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.Collective;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;
import org.socompass.operator.StateScan;

/** Classes of operators whose predictions err alike. */
public enum KernelClass {
  /** Products of any types but fp32 by fp32. */
  MATMUL("matmul"),
  /** Products of fp32 operands, mostly on vector units. */
  FP32_MATMUL("fp32-matmul"),
  /** Attention of several query rows. */
  ATTENTION_PREFILL("attention-prefill"),
  /** Attention of one query row. */
  ATTENTION_DECODE("attention-decode"),
  /** Operators of rows and elements: norms, softmax, activations, data movement. */
  NORM("norm"),
  /** Experts of a layer, all products together. */
  MOE("moe"),
  /** Attention with a compressed cache. */
  MLA("mla"),
  /** Sums over devices. */
  ALLREDUCE("allreduce");

  /** Names of operators that stream rows and elements. */
  private static final Set<String> STREAMS = streams();

  private final String id;

  KernelClass(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Returns the class of a name; empty if there is none. */
  public static Optional<KernelClass> named(String id) {
    return Arrays.stream(values()).filter(c -> c.id.equals(id)).findFirst();
  }

  /** Returns the names of all classes. */
  static List<String> ids() {
    return Arrays.stream(values()).map(KernelClass::id).toList();
  }

  /** Returns the class of an operator. */
  public static KernelClass of(Operator operator) {
    if (operator instanceof Matmul m) {
      return m.activation() == DataType.FP32 && m.weight() == DataType.FP32 ? FP32_MATMUL : MATMUL;
    }
    if (operator instanceof Attention a) {
      return a.latent() ? MLA : a.queryLength() > 1 ? ATTENTION_PREFILL : ATTENTION_DECODE;
    }
    if (operator instanceof Collective) {
      return ALLREDUCE;
    }
    return NORM; // StateScan, RowOperator, ElementwiseOperator: streams of rows and elements
  }

  /**
   * Returns the class of an operator of a pass; empty for what does no work of its own, such as
   * hand-overs.
   *
   * @param operator its name, as {@link Operator#id}
   */
  static Optional<KernelClass> of(String operator, Phase phase) {
    return switch (operator) {
      case "matmul" -> Optional.of(MATMUL);
      case "attention" ->
          Optional.of(phase == Phase.PREFILL ? ATTENTION_PREFILL : ATTENTION_DECODE);
      case AllReduce.ID, "all-to-all", "transfer" -> Optional.of(ALLREDUCE);
      default -> isStream(operator) ? Optional.of(NORM) : Optional.empty();
    };
  }

  private static boolean isStream(String operator) {
    return STREAMS.contains(operator);
  }

  private static Set<String> streams() {
    return Stream.of(
            Arrays.stream(StateScan.Kind.values()).map(StateScan.Kind::id),
            Arrays.stream(RowOperator.Kind.values()).map(RowOperator.Kind::id),
            Arrays.stream(ElementwiseOperator.Kind.values()).map(ElementwiseOperator.Kind::id))
        .flatMap(ids -> ids)
        .collect(Collectors.toUnmodifiableSet());
  }
}
