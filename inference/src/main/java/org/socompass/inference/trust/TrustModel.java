package org.socompass.inference.trust;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.Phase;
import org.socompass.operator.Operator;

/**
 * How far the predictions of one design may be off, and why. Stateless.
 *
 * <p>Kernels err by class of operators and family of processors, whole models by engine and phase.
 * Of an engine that nobody measured the kernels' errors are put together and what software that
 * nobody measured adds:
 *
 * <pre>{@code
 * sb = sum over operators of share * sb_class        errors of a device go together
 * sw^2 = sum over operators of (share * sw_class)^2
 * }</pre>
 *
 * <p>The sum of many kernels averages what differs from row to row, never what the device as a
 * whole is off by.
 */
public final class TrustModel {
  private final Reliability reliability = Reliability.shipped();
  private final Device device;
  private final DesignBase base;

  /**
   * Creates the model of a design.
   *
   * @param device the design
   * @param base the shipped device that it is made from
   */
  public TrustModel(Device device, DesignBase base) {
    this.device = device;
    this.base = base;
  }

  /** Returns the bands of an inference. */
  public LatencyBands bands(InferenceResult result) {
    String engine = result.engine().id();
    Variances prefill = variances(result.prefill(), engine);
    Variances decode = variances(result.decode(), engine);
    return new LatencyBands(
        band(prefill, rows(engine, Phase.PREFILL)),
        band(decode, rows(engine, Phase.DECODE)),
        new Band(prefill.within()),
        new Band(decode.within()));
  }

  private Band band(Variances variances, MeasuredRows rows) {
    return base.isChanged() ? variances.changed(rows) : variances.seen(rows);
  }

  /** Returns the rows of the device that a design is made from. */
  private MeasuredRows rows(String engine, Phase phase) {
    return base.id().map(id -> reliability.rows(id, engine, phase)).orElse(MeasuredRows.NONE);
  }

  private MeasuredRows rows(KernelClass operator, ProcessorKind family) {
    return base.id().map(id -> reliability.rows(id, operator, family)).orElse(MeasuredRows.NONE);
  }

  private Variances variances(PhaseResult phase, String engine) {
    return reliability.engine(engine, phase.phase()).orElseGet(() -> ofKernels(phase));
  }

  private Variances ofKernels(PhaseResult phase) {
    double seconds = 0;
    double between = 0;
    double within = 0;
    for (OperatorTime o : phase.operators()) {
      Optional<Variances> v = variances(o, phase.phase());
      if (v.isPresent()) {
        double own = o.totalSeconds();
        seconds += own;
        between += own * v.get().between();
        within += own * own * v.get().within() * v.get().within();
      }
    }
    Variances software = reliability.anyEngine(phase.phase());
    double sum = seconds > 0 ? seconds : 1;
    return new Variances(
        Math.hypot(between / sum, software.between()),
        Math.hypot(Math.sqrt(within) / sum, software.within()),
        0,
        0,
        "kernels, and what is assumed of software that nobody measured");
  }

  private Optional<Variances> variances(OperatorTime operator, Phase phase) {
    return KernelClass.of(operator.operator(), phase)
        .map(c -> reliability.kernels(c, processor(operator).kind()));
  }

  /** Returns the processor of an operator, of several the first. */
  private Processor processor(OperatorTime operator) {
    return device.processor(operator.processor().split("\\+", -1)[0]);
  }

  /** Returns the band of one operator of a pass; none for what does no work of its own. */
  public Optional<Band> band(OperatorTime operator, Phase phase) {
    return KernelClass.of(operator.operator(), phase).map(c -> band(c, processor(operator).kind()));
  }

  /** Returns the band of an operator. */
  public Band band(Processor processor, Operator operator) {
    return band(KernelClass.of(operator), processor.kind());
  }

  private Band band(KernelClass operator, ProcessorKind family) {
    return band(reliability.kernels(operator, family), rows(operator, family));
  }

  /** Returns why the prediction of an operator may be trusted. */
  public Trust trust(Processor processor, Operator operator) {
    KernelClass kernels = KernelClass.of(operator);
    ProcessorKind family = processor.kind();
    List<String> measured = reliability.devices(kernels, family);
    Variances v = reliability.kernels(kernels, family);
    return trust(
        rows(kernels, family),
        measured,
        List.of(),
        EnumSet.of(family),
        "operator",
        kernels.id() + " on a " + new Reliability.KernelKey(kernels, family).familyId(),
        v);
  }

  /** Returns why the prediction of an inference may be trusted. */
  public Trust trust(InferenceResult result) {
    String engine = result.engine().id();
    Set<ProcessorKind> kinds = EnumSet.noneOf(ProcessorKind.class);
    for (PhaseResult pass : List.of(result.prefill(), result.decode())) {
      pass.operators().stream()
          .filter(o -> KernelClass.of(o.operator(), pass.phase()).isPresent())
          .forEach(o -> kinds.add(processor(o).kind()));
    }
    MeasuredRows rows = rows(engine, Phase.PREFILL).plus(rows(engine, Phase.DECODE));
    return trust(
        rows,
        reliability.devices(engine),
        reliability.devices(),
        kinds,
        "engine",
        "engine " + engine,
        variances(result.prefill(), engine));
  }

  private Trust trust(
      MeasuredRows rows,
      List<String> measured,
      List<String> otherwise,
      Set<ProcessorKind> kinds,
      String what,
      String name,
      Variances variances) {
    boolean isThisMeasured = rows.rows() > 0 && !base.isChanged();
    Optional<String> nearest =
        rows.rows() > 0
            ? base.id()
            : SpecificationDistance.nearest(device, kinds, measured.stream())
                .or(() -> SpecificationDistance.nearest(device, kinds, otherwise.stream()));
    String from =
        variances.isAssumed()
            ? "assumed: " + (measured.isEmpty() ? name + " was never measured" : name)
            : "%s: %d rows of %s"
                .formatted(
                    name,
                    variances.rows(),
                    variances.devices() == 1 ? "1 device" : variances.devices() + " devices");
    String known =
        rows.rows() == 0
            ? ""
            : "; %d rows of %s"
                .formatted(rows.rows(), isThisMeasured ? "this device" : base.id().orElse(""));
    return new Trust(
        isThisMeasured ? rows.rows() : 0,
        !base.isChanged() && base.id().filter(reliability::isMeasured).isPresent(),
        !measured.isEmpty(),
        nearest,
        from + known,
        isThisMeasured ? rows.errorPercent() : 0,
        what);
  }
}
