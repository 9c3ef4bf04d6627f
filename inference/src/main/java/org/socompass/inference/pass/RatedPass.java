package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.RateLaw;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.mapper.OperatorMapper;

/**
 * One pass of an engine with rates, ready to be timed with other constants: what a fit needs a
 * thousand times. Its time is that of {@link PassModel}.
 *
 * @param nodes operators of the pass that have rates
 * @param processor the processor that runs them
 * @param memory its memory
 * @param host the CPU of the device; empty if it has none
 * @param layers layers of the model
 * @param passes times the graph runs
 * @param forward the pass
 * @param elseSeconds what operators take that have no rate [s]
 */
public record RatedPass(
    List<Rated> nodes,
    Processor processor,
    MainMemory memory,
    Optional<Processor> host,
    long layers,
    long passes,
    ForwardPass forward,
    double elseSeconds) {
  /**
   * An operator.
   *
   * @param node the operator
   * @param expertTokens tokens of its piece of the pass if it is a product of experts, else 0
   */
  public record Rated(OperatorNode node, long expertTokens) {}

  /** Copies the list. */
  public RatedPass {
    nodes = List.copyOf(nodes);
  }

  /**
   * Returns the pass of an engine that has rates.
   *
   * @param processorId the processor that runs it
   */
  public static RatedPass of(
      EngineProfile engine,
      OperatorMapper mapper,
      String processorId,
      LanguageModel model,
      Quantization quantization,
      ForwardPass forward) {
    List<String> ids = List.of(processorId);
    var graph =
        new PassGraph(
            engine, mapper.device(), ids, Optional.empty(), Parallelism.TENSOR, mapper.cache());
    List<Rated> rated = new ArrayList<>();
    List<OperatorNode> others = new ArrayList<>();
    long passes = 0;
    for (ForwardPass piece : pieces(engine, forward)) {
      boolean isLast = piece.contextLength() == forward.contextLength();
      List<OperatorNode> nodes =
          graph.nodes(model, quantization, piece).stream()
              .filter(n -> isLast || !PassGraph.AT_THE_END.contains(n.role()))
              .toList();
      long tokens = OperatorChoices.routedTokens(nodes);
      for (OperatorNode node : nodes) {
        if (RateLaw.knows(node.operator())) {
          rated.add(new Rated(node, OperatorChoices.isExperts(node) ? tokens : 0));
        } else {
          others.add(node);
        }
      }
      passes += graph.passes(piece);
    }
    double other = 0;
    if (!others.isEmpty()) {
      var choices =
          new OperatorChoices(
              engine,
              new Pieces(mapper),
              ids,
              ChainSchedule.SharedMemory.of(mapper.device(), ids, false, Background.NONE),
              0);
      for (OperatorNode node : others) {
        other += choices.whole(node, processorId).seconds() * node.count();
      }
    }
    return new RatedPass(
        rated,
        mapper.device().processor(processorId),
        mapper.device().memory(),
        mapper.device().processors().values().stream()
            .filter(p -> p.kind() == ProcessorKind.CPU)
            .findFirst(),
        model.layers(),
        passes,
        forward,
        other);
  }

  /** Pieces in which an engine processes a prompt. */
  private static List<ForwardPass> pieces(EngineProfile engine, ForwardPass forward) {
    long chunk = engine.prompts().chunkTokens();
    if (forward.phase() == Phase.DECODE || forward.queryLength() <= chunk) {
      return List.of(forward);
    }
    List<ForwardPass> pieces = new ArrayList<>();
    long before = forward.contextLength() - forward.queryLength();
    for (long from = 0; from < forward.queryLength(); from += chunk) {
      long tokens = Math.min(chunk, forward.queryLength() - from);
      pieces.add(
          new ForwardPass(
              forward.phase(),
              forward.batch(),
              tokens,
              before + from + tokens,
              forward.tensorParallel()));
    }
    return pieces;
  }

  /** Returns the time with the constants of {@code rates} [s]. */
  public double seconds(EngineRates rates) {
    double seconds = elseSeconds + layers * passes * hostSeconds(rates.host());
    for (Rated each : nodes) {
      seconds +=
          each.node().count()
              * RateLaw.of(each.node().operator(), each.expertTokens(), rates, processor, memory)
                  .seconds();
    }
    return seconds;
  }

  private double hostSeconds(EngineRates.HostTime time) {
    return hostSeconds(time, forward, passes, host);
  }

  /** Returns what the host does in a layer of one pass [s]. */
  static double hostSeconds(
      EngineRates.HostTime time, ForwardPass forward, long passes, Optional<Processor> host) {
    double own =
        forward.phase() == Phase.DECODE
            ? time.decodeSeconds()
            : time.prefillSeconds() + time.tokenSeconds() * forward.tokens() / passes;
    return own * host.map(cpu -> RateLaw.hostFactor(time, cpu)).orElse(1.0);
  }
}
