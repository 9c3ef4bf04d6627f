package org.socompass.validation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.trust.KernelClass;
import org.socompass.inference.trust.Reliability;
import org.socompass.inference.trust.Variances;
import org.socompass.llm.Phase;

/**
 * What the errors of measurements are told apart by: engine and phase of a whole model, or class of
 * operators and family of processors.
 *
 * @param subject id of the engine's profile, or of the class of operators
 * @param detail id of the phase, or of the family
 * @param isWholeModel which of the two
 */
public record ErrorKind(String subject, String detail, boolean isWholeModel)
    implements Comparable<ErrorKind> {
  private static final String LLM = "llm-";

  /** Returns the kind of a whole model's rows. */
  public static ErrorKind of(String engine, Phase phase) {
    return new ErrorKind(engine, phase.id(), true);
  }

  /** Returns the kind of a kernel's rows. */
  public static ErrorKind of(KernelClass operator, ProcessorKind family) {
    return new ErrorKind(operator.id(), family.name().toLowerCase(Locale.ROOT), false);
  }

  /**
   * Returns the kind of a measurement; empty if it measures something else, as power or the sum of
   * a layer, or under an engine that is not known.
   *
   * @param measured what it measures: {@code llm-prefill}, or a table's name
   * @param processor id of the processor
   * @param engine id of the engine's profile; empty if there is none
   * @param fields its columns
   */
  public static Optional<ErrorKind> of(
      String measured, String processor, String engine, Map<String, String> fields) {
    if (measured.startsWith(LLM)) {
      return Arrays.stream(Phase.values())
          .filter(phase -> phase.id().equals(measured.substring(LLM.length())))
          .filter(phase -> !engine.isEmpty())
          .findFirst()
          .map(phase -> of(engine, phase));
    }
    return operator(measured, fields)
        .flatMap(
            operator ->
                Arrays.stream(ProcessorKind.values())
                    .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(processor))
                    .findFirst()
                    .map(family -> of(operator, family)));
  }

  /** Returns how predictions of the kind err; empty if nobody knows. */
  public Optional<Variances> variances() {
    return isWholeModel
        ? Arrays.stream(Phase.values())
            .filter(phase -> phase.id().equals(detail))
            .findFirst()
            .flatMap(phase -> Reliability.shipped().engine(subject, phase))
        : KernelClass.named(subject)
            .map(
                operator ->
                    Reliability.shipped()
                        .kernels(operator, ProcessorKind.valueOf(detail.toUpperCase(Locale.ROOT))));
  }

  private static Optional<KernelClass> operator(String measured, Map<String, String> fields) {
    return switch (measured) {
      case "matmul" ->
          Optional.of(
              isFp32(fields, "activation_dtype") && isFp32(fields, "weight_dtype")
                  ? KernelClass.FP32_MATMUL
                  : KernelClass.MATMUL);
      case "attention" ->
          Optional.of(
              fields.getOrDefault("query_len", "1").equals("1")
                  ? KernelClass.ATTENTION_DECODE
                  : KernelClass.ATTENTION_PREFILL);
      case "gelu", "silu", "softmax", "layernorm", "rmsnorm", "fused_add_rmsnorm" ->
          Optional.of(KernelClass.NORM);
      default -> KernelClass.named(measured);
    };
  }

  private static boolean isFp32(Map<String, String> fields, String column) {
    return fields.getOrDefault(column, "").equals("fp32");
  }

  @Override
  public int compareTo(ErrorKind other) {
    int bySubject = subject.compareTo(other.subject);
    return bySubject != 0 ? bySubject : -detail.compareTo(other.detail);
  }

  @Override
  public String toString() {
    return subject + " " + detail;
  }
}
