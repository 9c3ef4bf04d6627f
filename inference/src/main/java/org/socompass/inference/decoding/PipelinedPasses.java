package org.socompass.inference.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.DataType;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.operator.Exchange;

/**
 * Passes through a pipeline of stages, the batch in parts that follow one another.
 *
 * <pre>{@code
 * stage s holds L/P layers, the first L mod P stages one more; embedding in the first, head in the last
 * t_s      = layers_s / L * t(layers of a part) + t(ends)      x = transfer of a part's hidden state
 * slowest  = max(max over s of t_s, x)
 * prefill  = sum of t_s + (P - 1) x + (M - 1) slowest
 * decode   = max( sum of t_s + (P - 1) x + x_token, M slowest )
 * idle     = 1 - M sum of t_s / (P t)
 * }</pre>
 *
 * <p>M parts of the batch. A part's next token needs its last one, which returns from the last
 * stage to the first ({@code x_token}): with fewer parts than stages some stages always wait.
 * Transfers overlap with the products of other parts.
 *
 * <p><b>Source.</b> Huang et al., GPipe, 2019, section 2.3, for the prefill.
 */
public final class PipelinedPasses implements Passes {
  private static final Set<String> FIRST = Set.of("embedding", "position_embedding");
  private static final Set<String> LAST = Set.of("final_norm", "quantize_lm_head", "lm_head");

  private final PlainPasses whole;
  private final Parallelism parallelism;
  private final int tensorParallel;
  private final List<Integer> layers;

  /**
   * Creates passes through a pipeline.
   *
   * @param whole passes of one part through all layers on the devices of one stage
   * @param parallelism the stages
   * @param devices devices of the system
   * @throws IllegalArgumentException if the model has fewer layers than there are stages
   */
  public PipelinedPasses(PlainPasses whole, Parallelism parallelism, int devices) {
    this.whole = whole;
    this.parallelism = parallelism;
    this.tensorParallel = parallelism.tensor(devices);
    this.layers = layersOfStages(whole.model().layers(), parallelism.stages());
  }

  /**
   * Returns the layers of each stage.
   *
   * @throws IllegalArgumentException if there are fewer layers than stages
   */
  static List<Integer> layersOfStages(int layers, int stages) {
    if (layers < stages) {
      throw new IllegalArgumentException(
          "a pipeline of %d stages needs as many layers, but there are %d"
              .formatted(stages, layers));
    }
    List<Integer> result = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      result.add(layers / stages + (s < layers % stages ? 1 : 0));
    }
    return result;
  }

  /** Returns the layers of each stage. */
  public List<Integer> layersOfStages() {
    return layers;
  }

  /**
   * A pass through the stages.
   *
   * @param seconds from the first part's start to the last part's end; of decode from a token to
   *     the next [s]
   * @param busySeconds time of all stages for one part [s]
   * @param transferSeconds time of one part's way to the next stage [s]
   * @param idleShare share of the time that stages wait
   */
  public record Timing(
      double seconds, double busySeconds, double transferSeconds, double idleShare) {}

  /** Returns the times of a pass whose part takes so long. */
  static Timing timing(
      Phase phase,
      double first,
      double ofLayers,
      double last,
      List<Integer> layers,
      int parts,
      double transfer,
      double back) {
    double all = layers.stream().mapToInt(Integer::intValue).sum();
    int stages = layers.size();
    double slowest = stages > 1 ? transfer : 0;
    for (int s = 0; s < stages; s++) {
      double ends = (s == 0 ? first : 0) + (s == stages - 1 ? last : 0);
      slowest = Math.max(slowest, layers.get(s) / all * ofLayers + ends);
    }
    double busy = first + ofLayers + last;
    double through = busy + (stages - 1) * transfer;
    double seconds =
        phase == Phase.PREFILL
            ? through + (parts - 1) * slowest
            : Math.max(through + back, parts * slowest);
    return new Timing(seconds, busy, transfer, Math.max(0, 1 - parts * busy / (stages * seconds)));
  }

  /** Returns the times of a pass. */
  public Timing timing(ForwardPass forward) {
    return timing(forward, whole.model(part(forward)));
  }

  private ForwardPass part(ForwardPass forward) {
    return forward.partOf(parallelism.microBatches(forward.batch()));
  }

  private Timing timing(ForwardPass forward, PhaseResult part) {
    double first = sum(part, FIRST);
    double last = sum(part, LAST);
    return timing(
        forward.phase(),
        first,
        part.seconds() - first - last,
        last,
        layers,
        parallelism.microBatches(forward.batch()),
        transfer(forward).map(OperatorTime::seconds).orElse(0.0),
        back(forward).map(OperatorTime::seconds).orElse(0.0));
  }

  private static double sum(PhaseResult part, Set<String> names) {
    return part.operators().stream()
        .filter(o -> names.contains(o.name()))
        .mapToDouble(OperatorTime::totalSeconds)
        .sum();
  }

  private Optional<OperatorTime> transfer(ForwardPass forward) {
    ForwardPass own = part(forward).withExpertGroups(parallelism.groups());
    long elements = own.tokens() * whole.model().hidden();
    return sent("pipeline_transfer", (elements - 1) / tensorParallel + 1);
  }

  /** A token's id takes four bytes, as two elements. */
  private Optional<OperatorTime> back(ForwardPass forward) {
    return forward.phase() == Phase.PREFILL
        ? Optional.empty()
        : sent("pipeline_return", 2 * part(forward).tokens());
  }

  private Optional<OperatorTime> sent(String name, long elements) {
    return parallelism.stages() == 1
        ? Optional.empty()
        : Optional.of(
            whole
                .passModel()
                .alone(
                    new OperatorNode(
                        name,
                        new Exchange(Exchange.Kind.TRANSFER, elements, DataType.FP16, 2),
                        1)));
  }

  @Override
  public PhaseResult model(ForwardPass forward) {
    PhaseResult part = whole.model(part(forward));
    int parts = parallelism.microBatches(forward.batch());
    List<OperatorTime> operators = new ArrayList<>();
    part.operators().forEach(o -> operators.add(o.repeated(parts)));
    transfer(forward)
        .ifPresent(o -> operators.add(o.repeated((long) parts * (parallelism.stages() - 1))));
    back(forward).ifPresent(o -> operators.add(o.repeated(parts)));
    boolean isOne = parallelism.stages() == 1 && parts == 1;
    return new PhaseResult(
        forward.phase(),
        forward.contextLength(),
        operators,
        isOne ? part.seconds() : timing(forward, part).seconds(),
        part.handOvers() * parts,
        isOne
            ? part.details()
            : part.details().with(d -> new PassDetails.Values(Optional.empty(), d.cuts())));
  }

  @Override
  public double seconds(ForwardPass forward) {
    return model(forward).seconds();
  }

  @Override
  public double activationBytes(ForwardPass forward) {
    return parallelism.stages() * whole.activationBytes(part(forward));
  }
}
