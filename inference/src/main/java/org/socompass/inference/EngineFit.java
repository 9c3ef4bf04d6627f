package org.socompass.inference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;

/** Whether an engine can run a request on a device, and on which processors. */
final class EngineFit {
  /** Strategies that restrict others, for comparison. */
  private static final Set<Strategy> NEVER_BEST =
      EnumSet.of(Strategy.PADDING, Strategy.PIPELINE, Strategy.ONLINE_PREPARE);

  private EngineFit() {}

  /** Returns the engines that can run a request and may be the fastest, in their order. */
  static List<EngineProfile> candidates(Device device, InferenceRequest request) {
    List<EngineProfile> result = new ArrayList<>();
    for (Strategy strategy : Strategy.values()) {
      EngineProfile engine = profileOf(strategy, device);
      if (!NEVER_BEST.contains(strategy)
          && processors(engine, device, request).isPresent()
          && suits(engine, request)) {
        result.add(engine);
      }
    }
    return result;
  }

  /** Returns the engine that a strategy means on this device: its template may name one. */
  static EngineProfile profileOf(Strategy strategy, Device device) {
    return Engines.profile(device.engines().getOrDefault(strategy.id(), strategy.id()));
  }

  /** Returns the processors that an engine uses, empty if one is missing. */
  static Optional<List<String>> processors(
      EngineProfile engine, Device device, InferenceRequest request) {
    request.processors().forEach(device::processor);
    List<String> ids = new ArrayList<>();
    Optional<ProcessorKind> only = engine.strategy().only();
    for (Processor processor : device.processors().values()) {
      boolean wanted =
          request.processors().isEmpty() || request.processors().contains(processor.id());
      if (wanted && only.map(kind -> kind == processor.kind()).orElse(true)) {
        ids.add(processor.id());
      }
    }
    if (only.isPresent()) {
      return ids.isEmpty() ? Optional.empty() : Optional.of(ids.subList(0, 1));
    }
    Set<ProcessorKind> present = EnumSet.noneOf(ProcessorKind.class);
    ids.forEach(id -> present.add(device.processor(id).kind()));
    List<String> computing =
        ids.stream()
            .filter(id -> engine.scheduling().kinds().contains(device.processor(id).kind()))
            .toList();
    if (ids.size() < 2 || !present.containsAll(engine.strategy().needs())) {
      return Optional.empty();
    }
    return Optional.of(computing.size() < 2 ? ids : computing);
  }

  /** Chunked prompts rest on integer products; other strategies take any type. */
  static boolean suits(EngineProfile engine, InferenceRequest request) {
    return engine.strategy() != Strategy.LLM_NPU || request.quantization().quantizesActivations();
  }

  /** Returns why an engine has no processors. */
  static InputException lacks(EngineProfile engine, Device device, InferenceRequest request) {
    String needs =
        engine.strategy().needs().isEmpty()
            ? "at least two processors"
            : engine.strategy().needs().stream()
                .map(k -> "a processor of kind " + k.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" and "));
    List<String> allowed =
        request.processors().isEmpty() ? device.processorIds() : request.processors();
    return new InputException(
        "engine '%s' needs %s, but '%s' has %s"
            .formatted(engine.id(), needs, device.id(), String.join(", ", allowed)));
  }
}
