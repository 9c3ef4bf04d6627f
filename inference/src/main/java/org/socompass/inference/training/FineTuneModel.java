package org.socompass.inference.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.training.FineTuning.Sharding;
import org.socompass.input.InputException;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.mapper.OperatorCache;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Bound;
import org.socompass.operator.Rates;

/**
 * Predicts a step of fine-tuning on a device or a system of several.
 *
 * <pre>{@code
 * step    = passes (forward + again + backward) + optimizer + exposed
 * exposed = max(0, X - backward (L - 1) / L) + X / L      X: gradients between replicas, layer by layer
 * X       = all-reduce of the gradients; with sharded weights 3/2 of it, as they are gathered twice
 * }</pre>
 */
public final class FineTuneModel {
  private static final List<String> PLAIN = List.of("gpu-only", "cpu-only");
  private static final double GATHERED = 1.5;

  private FineTuneModel() {}

  /**
   * Returns a step.
   *
   * @param source the device or system
   * @param tuning what is trained
   * @param engine name of an engine; for {@code auto} the GPU's or the CPU's, whichever is faster
   * @param cache where mappings are kept
   * @throws InputException if the replicas do not divide the devices, or the engine can't train
   */
  public static TrainingStep of(
      DeviceSource source, FineTuning tuning, String engine, OperatorCache cache) {
    int devices = source.load().deviceCount();
    if (devices % tuning.replicas() != 0) {
      throw new InputException(
          "%d replicas do not divide the %d devices of %s"
              .formatted(tuning.replicas(), devices, source.idOrPath()));
    }
    int tensor = devices / tuning.replicas();
    DeviceSource replica = devices == tensor ? source : ofDevices(source, tensor);
    var model = new InferenceModel(replica, Background.NONE, cache).withoutTimelines();
    if (!engine.equals(Engines.AUTO)) {
      return of(model, source, tuning, Engines.profile(engine), tensor, cache);
    }
    Device device = model.device();
    TrainingStep best = null;
    for (String id : PLAIN) {
      EngineProfile plain = Engines.profile(id);
      if (processor(device, plain).isEmpty()) {
        continue;
      }
      TrainingStep step = of(model, source, tuning, plain, tensor, cache);
      best = best == null || step.seconds() < best.seconds() ? step : best;
    }
    if (best == null) {
      throw new InputException(device.id() + " has no GPU and no CPU that could train");
    }
    return best;
  }

  private static DeviceSource ofDevices(DeviceSource source, int devices) {
    List<String> overrides = new ArrayList<>(source.overrides());
    overrides.add("interconnect.devices=" + devices);
    return new DeviceSource(source.template(), overrides, source.throttleSteps());
  }

  private static Optional<Processor> processor(Device device, EngineProfile engine) {
    Optional<ProcessorKind> only = engine.strategy().only();
    return device.processors().values().stream()
        .filter(p -> only.isPresent() && only.get() == p.kind())
        .findFirst();
  }

  private static TrainingStep of(
      InferenceModel model,
      DeviceSource source,
      FineTuning tuning,
      EngineProfile engine,
      int tensor,
      OperatorCache cache) {
    Device device = model.device();
    Processor processor =
        processor(device, engine)
            .filter(p -> p.kind() != ProcessorKind.NPU)
            .orElseThrow(
                () ->
                    new InputException(
                        "engine '%s' does not train on %s: a step runs on one processor, a GPU or a CPU"
                            .formatted(engine.id(), device.id())));
    TrainingGraph graph =
        TrainingGraph.of(tuning, tensor, processor.kernels().attention().isPresent());
    var request =
        new InferenceRequest(
            tuning.model(),
            tuning.quantization(),
            tuning.sequenceTokens(),
            1,
            tuning.batch(),
            engine.id(),
            List.of());
    var prices = new Prices(model, request);
    List<OperatorTime> forward = prices.of(graph.forward());
    List<OperatorTime> again =
        prices.of(graph.again()).stream().map(o -> o.named(o.name() + "_again")).toList();
    List<OperatorTime> backward =
        graph.backward().stream().map(p -> prices.of(p.node()).scaled(p.times())).toList();
    long trained = TrainingMemory.trainedParameters(tuning);
    double own =
        (double) trained / tensor / (tuning.sharding() == Sharding.NONE ? 1 : tuning.replicas());
    OperatorTime update =
        prices.of(
            new OperatorNode(
                "optimizer",
                new ParameterUpdate(tuning.rule(), Math.max(1, (long) Math.ceil(own))),
                1));
    double gradients = gradientSeconds(source, tuning, engine, trained, tensor, cache);
    double backwardSeconds = seconds(backward);
    int layers = tuning.model().layers();
    double exposed =
        Math.max(0, gradients - (backwardSeconds + seconds(again)) * (layers - 1) / layers)
            + gradients / layers;
    List<OperatorTime> all = new ArrayList<>();
    for (List<OperatorTime> pass : List.of(forward, again, backward)) {
      pass.forEach(o -> all.add(o.repeated(tuning.accumulated())));
    }
    double operations =
        tuning.accumulated() * (operations(forward) + operations(backward) - inAttention(backward));
    double done =
        tuning.accumulated() * (operations(forward) + operations(again) + operations(backward));
    all.add(update);
    if (exposed > 0) {
      all.add(
          OperatorTime.idle(
              "gradient_exchange",
              "allreduce",
              update.processor(),
              1,
              exposed,
              Bound.INTERCONNECT));
    }
    List<OperatorTime> summed = OperatorTime.summed(all);
    return new TrainingStep(
        tuning,
        device,
        engine.id(),
        tensor,
        trained,
        seconds(forward),
        backwardSeconds,
        seconds(again),
        update.totalSeconds(),
        gradients,
        exposed,
        operations,
        done,
        Rates.peakOperations(processor, tuning.quantization().activation()),
        new PhaseResult(
            Phase.PREFILL, tuning.sequenceTokens(), summed, seconds(summed), 0, PassDetails.NONE),
        TrainingMemory.of(tuning, (double) trained, tensor, graph.keptBytes(tuning)),
        (double) device.memory().capacityBytes() - device.memory().reserveBytes());
  }

  /** Scores that fused attention computes again are no work of the model: one product of five. */
  private static double inAttention(List<OperatorTime> backward) {
    double operations = 0;
    for (OperatorTime o : backward) {
      operations += o.operator().equals("attention") ? o.operations() * o.count() / 5 : 0;
    }
    return operations;
  }

  /** What operators take, each priced once. */
  private record Prices(
      InferenceModel model, InferenceRequest request, Map<OperatorNode, OperatorTime> known) {
    Prices(InferenceModel model, InferenceRequest request) {
      this(model, request, new HashMap<>());
    }

    OperatorTime of(OperatorNode node) {
      OperatorTime found = known.get(node);
      if (found == null) {
        found = model.alone(request, node);
        known.put(node, found);
      }
      return found;
    }

    List<OperatorTime> of(List<OperatorNode> nodes) {
      return nodes.stream().map(this::of).toList();
    }
  }

  /** Returns what replicas need to exchange their gradients [s]. */
  private static double gradientSeconds(
      DeviceSource source,
      FineTuning tuning,
      EngineProfile engine,
      long trained,
      int tensor,
      OperatorCache cache) {
    if (tuning.replicas() == 1) {
      return 0;
    }
    var system = new InferenceModel(ofDevices(source, tuning.replicas()), Background.NONE, cache);
    var request =
        new InferenceRequest(
            tuning.model(), tuning.quantization(), 1, 1, 1, engine.id(), List.of());
    var sum =
        new AllReduce(
            Math.max(1, trained / tensor), tuning.quantization().activation(), tuning.replicas());
    double seconds = system.alone(request, new OperatorNode("gradient_exchange", sum, 1)).seconds();
    return tuning.sharding() == Sharding.WEIGHTS ? GATHERED * seconds : seconds;
  }

  private static double seconds(List<OperatorTime> operators) {
    return operators.stream().mapToDouble(OperatorTime::totalSeconds).sum();
  }

  private static double operations(List<OperatorTime> operators) {
    return operators.stream().mapToDouble(o -> o.operations() * o.count()).sum();
  }
}
