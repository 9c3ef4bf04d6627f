package org.socompass.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.Device;
import org.socompass.hardware.LaunchMethod;
import org.socompass.hardware.Processor;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.PhaseResult;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.ModelGraph;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;
import org.socompass.operator.energy.Energy;
import org.socompass.operator.energy.EnergyModel;

/** Predicts what the rows of data sets measure; mappings are kept between rows. */
final class RowPredictor {
  /** Context of a decode row that does not state it: short, so that weights dominate. */
  private static final long UNSTATED_CONTEXT = 128;

  /** Prompt of a prefill row that does not state it: two chunks of the engines that cut prompts. */
  private static final long UNSTATED_PROMPT = 256;

  private final List<String> overrides;
  private final DeviceNames devices;
  private final Map<Launched, OperatorMapper> mappers = new HashMap<>();
  private final Map<String, InferenceModel> models = new HashMap<>();

  RowPredictor(List<String> overrides, DeviceNames devices) {
    this.overrides = List.copyOf(overrides);
    this.devices = devices;
  }

  /** Supplies whose power a row may give. */
  enum Rail {
    PROCESSOR("power-processor", "processor_power_w"),
    MEMORY("power-memory", "memory_power_w");

    final String operator;
    final String column;

    Rail(String operator, String column) {
      this.operator = operator;
      this.column = column;
    }
  }

  /**
   * A device whose kernels are started in one way.
   *
   * @param device its id or file
   * @param method how the source of the rows started them
   * @param software assignments that name its kernel libraries, if not the template's
   */
  record Launched(String device, LaunchMethod method, List<String> software) {
    /** Copies the list. */
    Launched {
      software = List.copyOf(software);
    }
  }

  /** Returns the latency of operators that run one after the other on a processor. */
  Point.Prediction latency(List<Operator> operators, Launched device, String processor) {
    double seconds = 0;
    double roofline = 0;
    for (Operator operator : operators) {
      var cost = map(operator, device, processor).cost();
      seconds += cost.latencySeconds();
      roofline += cost.rooflineSeconds();
    }
    return Point.Prediction.latency(seconds, roofline);
  }

  private MappedOperator map(Operator operator, Launched device, String processor) {
    MapResult result = mapper(device).map(operator, processor);
    if (result instanceof MapResult.Infeasible infeasible) {
      throw new InputException(infeasible.reason());
    }
    return (MappedOperator) result;
  }

  private OperatorMapper mapper(Launched device) {
    return mappers.computeIfAbsent(
        device,
        d -> {
          List<String> assignments = new ArrayList<>(d.software);
          assignments.addAll(overrides);
          return new OperatorMapper(
              DeviceSource.launching(
                  new DeviceSource(devices.source(d.device), assignments).load(), d.method));
        });
  }

  /** Returns the power of a rail while operators repeat without pause. */
  Point.Prediction power(List<Operator> operators, Launched launched, String processor, Rail rail) {
    Device device = mapper(launched).device();
    Processor p = device.processor(processor);
    double joules = 0;
    double seconds = 0;
    for (Operator operator : operators) {
      MappedOperator mapped = map(operator, launched, processor);
      Energy energy =
          EnergyModel.of(mapped.cost(), operator, p, device.memory())
              .orElseThrow(
                  () ->
                      new InputException(
                          "the template lacks "
                              + String.join(
                                  ", ", EnergyModel.missing(operator, p, device.memory()))));
      joules +=
          switch (rail) {
            case PROCESSOR -> energy.processorJoules();
            case MEMORY -> energy.memoryJoules();
          };
      seconds += mapped.cost().latencySeconds();
    }
    return Point.Prediction.power(joules / seconds);
  }

  /**
   * Returns one pass of the whole model of a row.
   *
   * @param engine name of the engine and release that was measured
   */
  PhaseResult pass(Row row, String engine) {
    return models
        .computeIfAbsent(
            row.text("device"),
            d -> new InferenceModel(new DeviceSource(devices.source(d), overrides)))
        .pass(request(row, engine), forward(row));
  }

  /** Returns the pass that a row measures. */
  static ForwardPass forward(Row row) {
    long devices = row.optionalCount("devices").orElse(1L);
    if (devices > 1) {
      throw new InputException("runs on " + devices + " devices, whose network no template states");
    }
    long batch = row.count("batch");
    if (phase(row) == Phase.DECODE) {
      return ForwardPass.decode(
          batch, row.optionalCount("context_tokens").orElse(UNSTATED_CONTEXT));
    }
    long prompt = promptTokens(row);
    long context = Math.max(prompt, row.optionalCount("context_tokens").orElse(prompt));
    return new ForwardPass(Phase.PREFILL, batch, prompt, context, 1);
  }

  /** Returns the request that a row measures. */
  static InferenceRequest request(Row row, String engine) {
    ForwardPass forward = forward(row);
    return new InferenceRequest(
        ModelLibrary.load(row.text("model")),
        Quantization.of(row.text("quantization")),
        forward.queryLength(),
        1,
        forward.batch(),
        engine,
        List.of(row.text("processors").split("\\+", -1)));
  }

  /** Returns the tokens of a row's prompt. */
  static long promptTokens(Row row) {
    return row.optionalCount("prompt_tokens").orElse(UNSTATED_PROMPT);
  }

  static Phase phase(Row row) {
    return Arrays.stream(Phase.values())
        .filter(p -> p.id().equals(row.text("phase")))
        .findFirst()
        .orElseThrow(
            () -> new InputException("phase '" + row.text("phase") + "' is not prefill or decode"));
  }

  /** Returns the latency of an operator of one decoder layer. */
  Point.Prediction layerOperator(Row row, Launched launched) {
    long batch = row.count("batch");
    int devices = Math.toIntExact(row.count("tensor_parallel"));
    boolean isPrefill = phase(row) == Phase.PREFILL;
    ForwardPass forward =
        isPrefill
            ? ForwardPass.prefill(batch, row.count("query_len"))
            : ForwardPass.decode(batch, row.count("context_len"));
    ModelGraph graph =
        new GraphBuilder(
                ModelLibrary.load(row.text("model")),
                Quantization.of(row.text("dtype")),
                GraphOptions.unfused())
            .oneLayer(forward.withTensorParallel(devices));
    String name = row.text("operator");
    List<String> parts =
        name.equals("qkv_projection")
            ? List.of("q_projection", "k_projection", "v_projection")
            : List.of(name);
    List<Operator> operators =
        graph.nodes().stream()
            .filter(node -> parts.contains(node.name()))
            .map(OperatorNode::operator)
            .toList();
    if (operators.isEmpty()) {
      throw new InputException("the graph has no operator '" + name + "'");
    }
    return latency(operators, launched, row.text("processor"));
  }
}
