package org.socompass.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.result.InferenceResult;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.mapper.explain.Explainer;
import org.socompass.mapper.explain.Explanation;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;

/** One operator of an inference: its mapping on each processor that may run it. */
public final class OperatorStudy {
  private OperatorStudy() {}

  /**
   * What is asked.
   *
   * @param run the inference and its device
   * @param result the prediction of it
   * @param phase which pass
   * @param name name of the operator in the graph
   * @param processors ids of the processors to map it on
   */
  public record Request(
      RunStudy.Request run,
      InferenceResult result,
      Phase phase,
      String name,
      List<String> processors) {
    /** Copies the list. */
    public Request {
      processors = List.copyOf(processors);
    }
  }

  /**
   * Its mapping on one processor.
   *
   * @param processor id of the processor
   * @param latencySeconds time of one run of all of it [s]
   * @param traffic bytes moved at each level, by its id [B]
   * @param loopNest its loops, outermost first
   * @param reason why it has no mapping; empty if it has one
   * @param command the words of the command that shows it; empty if no command can
   */
  public record Mapped(
      String processor,
      double latencySeconds,
      Map<String, Double> traffic,
      List<String> loopNest,
      String reason,
      List<String> command) {
    /** Copies the lists. */
    public Mapped {
      traffic = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(traffic));
      loopNest = List.copyOf(loopNest);
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered.
   *
   * @param operator what it computes
   * @param shape its shape in words
   * @param types the types of its tensors
   * @param count how often it runs in the pass
   * @param isRated whether the engine is timed by measured rates, so that its time is not that of a
   *     mapping
   * @param mapped its mappings
   */
  public record Result(
      String operator,
      String shape,
      String types,
      long count,
      boolean isRated,
      List<Mapped> mapped) {
    /** Copies the list. */
    public Result {
      mapped = List.copyOf(mapped);
    }
  }

  /**
   * Returns the mappings of an operator.
   *
   * @param cache where mappings are kept
   * @throws InputException if the pass has no operator of that name
   */
  public static Result of(Request request, OperatorCache cache) {
    InferenceResult result = request.result();
    EngineProfile engine = result.engine();
    var model = new InferenceModel(request.run().source(), Background.NONE, cache);
    OperatorNode node = node(model, request);
    Device device = request.run().source().load(engine);
    var mapper = new OperatorMapper(device, cache);
    List<Mapped> all = new ArrayList<>();
    for (String processor : request.processors()) {
      all.add(mapped(request, mapper, node.operator(), processor));
    }
    return new Result(
        node.operator().id(),
        node.operator().shape(),
        node.operator().types(),
        node.count(),
        engine.rates().isPresent(),
        all);
  }

  private static OperatorNode node(InferenceModel model, Request request) {
    var inference = request.result().request().under(request.result().engine().id());
    ForwardPass forward =
        request.phase() == Phase.PREFILL
            ? ForwardPass.prefill(inference.batch(), inference.promptTokens())
            : ForwardPass.decode(inference.batch(), request.result().decode().contextTokens());
    List<OperatorNode> nodes = model.nodes(inference, forward);
    return nodes.stream()
        .filter(n -> n.name().equals(request.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown operator '%s'; %s"
                        .formatted(
                            request.name(),
                            NearestName.hint(
                                request.name(), nodes.stream().map(OperatorNode::name).toList()))));
  }

  private static Mapped mapped(
      Request request, OperatorMapper mapper, Operator operator, String processor) {
    MapResult result = InputException.checked(() -> mapper.map(operator, processor));
    if (result instanceof MapResult.Infeasible infeasible) {
      return new Mapped(processor, 0, Map.of(), List.of(), infeasible.reason(), List.of());
    }
    var best = (MappedOperator) result;
    Explanation explanation = new Explainer(mapper.device()).explainAsItIs(best);
    Map<String, Double> traffic = new LinkedHashMap<>();
    for (MemoryLevel level : MemoryLevel.values()) {
      traffic.put(level.id(), best.cost().traffic(level));
    }
    return new Mapped(
        processor,
        best.cost().latencySeconds(),
        traffic,
        explanation.loopNest(),
        "",
        command(request, operator, mapper.device(), processor).orElse(List.of()));
  }

  /** The command maps with the constants of the template; an engine may have its own. */
  private static Optional<List<String>> command(
      Request request, Operator operator, Device device, String processor) {
    return OperatorSpec.words(operator, device)
        .map(
            words -> {
              List<String> all = new ArrayList<>(List.of("socompass", "map", "--device"));
              all.add(request.run().source().idOrPath());
              request.run().source().overrides().forEach(o -> all.addAll(List.of("--set", o)));
              all.addAll(List.of("--processor", processor));
              all.addAll(words);
              return all;
            });
  }
}
