package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Dispatch;
import org.socompass.inference.schedule.FluidSimulation;
import org.socompass.inference.schedule.Lane;
import org.socompass.inference.schedule.Task;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.mapper.OperatorMapper;

/**
 * A prompt in chunks of one prepared length: products on the NPU, float operators beside it.
 *
 * <pre>{@code
 * layer of a chunk:  float stage -> NPU stage -> float stage (attention) -> NPU stage -> ...
 *                                \> shadow: outlier columns in float, on the float processor
 * within a chunk     a stage waits for the stage before, and for its shadow
 * across chunks      attention of chunk c waits for the keys and values of all chunks before
 * }</pre>
 *
 * <p>Products share one graph a layer between all chunks, as their shape is the chunk's; attention
 * has its own for each chunk, as its context grows. The last chunk is padded. Subgraphs run as soon
 * as they can, by the rule of {@link #RULES} that ends first; or all in the order of the prompt.
 *
 * <p>Of a long prompt the first chunks are simulated, {@link #SIMULATED} of them. Further ones run
 * in a steady state, whose time follows from {@link #PERIOD} equal chunks more in a run of as many,
 * at the mean context of each of {@link #SPANS} spans of chunks:
 *
 * <pre>{@code
 * t(chunks) = t(first) + sum over spans of chunks_of_span * t_chunk(mean context)
 * t_chunk   = max( (t(2 p chunks) - t(p chunks)) / p, busy NPU, busy floats, bytes / bandwidth )
 * }</pre>
 *
 * <p><b>Source.</b> llm.npu, ASPLOS 2025: chunk-sharing graphs, shadow outlier execution,
 * out-of-order subgraphs.
 */
final class ChunkedPass {
  /** Chunks that are simulated one by one. */
  static final int SIMULATED = 16;

  private static final int SPANS = 8;
  private static final int PERIOD = 4;

  /** What NPU and float processor take of what is ready. No rule is the best for all prompts. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(Dispatch.LONGEST, Dispatch.MOST_UNLOCKED),
          new Rule(Dispatch.FIRST_READY, Dispatch.FIRST_READY),
          new Rule(Dispatch.LONGEST_PATH, Dispatch.LONGEST_PATH),
          new Rule(Dispatch.LONGEST, Dispatch.FIRST_READY),
          new Rule(Dispatch.FIRST_READY, Dispatch.MOST_UNLOCKED));

  private record Rule(Dispatch npu, Dispatch floats) {}

  private final Scheduling.Chunks chunks;
  private final OperatorMapper mapper;
  private final Background background;
  private final String npu;
  private final String floats;
  private final double handOverSeconds;
  private final ChunkPieces costs;

  private final ChunkUsage usage = new ChunkUsage();

  ChunkedPass(
      EngineProfile engine,
      OperatorMapper mapper,
      List<String> processorIds,
      Background background) {
    this.chunks = engine.scheduling().chunks().orElseThrow();
    this.mapper = mapper;
    this.background = background;
    this.npu =
        processorIds.stream()
            .filter(id -> mapper.device().processor(id).kind() == ProcessorKind.NPU)
            .findFirst()
            .orElseThrow();
    this.floats = floatProcessor(mapper.device(), processorIds);
    this.handOverSeconds = HandOvers.of(mapper.device()).seconds(engine.slowSynchronization());
    this.costs =
        new ChunkPieces(
            chunks, mapper, npu, floats, lane(floats, Dispatch.IN_ORDER).bytesPerSecond());
  }

  /** Returns the processor that runs float operators: the CPU if it may be used. */
  static String floatProcessor(Device device, List<String> processorIds) {
    List<String> others =
        processorIds.stream()
            .filter(id -> device.processor(id).kind() != ProcessorKind.NPU)
            .toList();
    return others.stream()
        .filter(id -> device.processor(id).kind() == ProcessorKind.CPU)
        .findFirst()
        .orElseGet(() -> others.get(0));
  }

  PhaseResult prefill(GraphBuilder builder, ForwardPass pass) {
    return prefill(builder, pass, SIMULATED);
  }

  /**
   * Returns the pass over a prompt.
   *
   * @param simulated the most chunks that are simulated one by one
   */
  PhaseResult prefill(GraphBuilder builder, ForwardPass pass, int simulated) {
    long length = chunks.tokens();
    long count = (pass.queryLength() - 1) / length + 1;
    long first = Math.min(count, simulated);
    var tasks = new ChunkTasks(handOverSeconds);
    long handOvers = 0;
    long rise = 0;
    for (long c = 0; c < first; c++) {
      ChunkWork work = work(builder, pass, (c + 1) * length);
      long before = tasks.handOvers();
      List<Integer> last = tasks.add(work, c, c == 0);
      rise = tasks.handOvers() - before - handOvers;
      handOvers = tasks.handOvers() - before;
      work.count(usage, 1, c == 0, c == first - 1);
      if (c == first - 1) {
        tasks.end(work, c, last);
      }
    }
    Rule rule = chunks.inOrder() ? new Rule(Dispatch.IN_ORDER, Dispatch.IN_ORDER) : RULES.get(0);
    Timeline timeline = run(rule, tasks.tasks());
    for (Rule other : chunks.inOrder() ? List.<Rule>of() : RULES.subList(1, RULES.size())) {
      Timeline candidate = run(other, tasks.tasks());
      if (candidate.seconds() < timeline.seconds()) {
        timeline = candidate;
        rule = other;
      }
    }
    long further = count - first;
    if (further > 0) {
      var spans = new ArrayList<SteadySpan>();
      long parts = Math.min(SPANS, further);
      for (long s = 0; s < parts; s++) {
        long from = first + further * s / parts;
        long to = first + further * (s + 1) / parts;
        long context = Math.round((from + to + 1) / 2.0 * length);
        ChunkWork work = work(builder, pass, context);
        work.count(usage, to - from, false, false);
        spans.add(steady(work, rule, from, to));
      }
      timeline = SteadySpan.append(timeline, spans);
    }
    return new PhaseResult(
        pass.phase(),
        pass.contextLength(),
        usage.times(),
        timeline.seconds(),
        tasks.handOvers() + further * handOvers + further * (further + 1) / 2 * rise,
        Optional.of(timeline),
        List.of());
  }

  private ChunkWork work(GraphBuilder builder, ForwardPass pass, long context) {
    var chunk =
        new ForwardPass(
            pass.phase(), pass.batch(), chunks.tokens(), context, pass.tensorParallel());
    return ChunkWork.of(builder.wholeModel(chunk).nodes(), costs, chunks.outlierShare() > 0);
  }

  /** Returns a span of chunks that are all as one in its middle. */
  private SteadySpan steady(ChunkWork work, Rule rule, long from, long to) {
    var tasks = new ChunkTasks(handOverSeconds);
    double once = 0;
    for (int c = 0; c < 2 * PERIOD; c++) {
      if (c == PERIOD) {
        once = run(rule, tasks.tasks()).seconds();
      }
      tasks.add(work, c, false);
    }
    double period = run(rule, tasks.tasks()).seconds() - once;
    List<Lane> lanes = lanes(rule);
    Double[] busy = {0.0, 0.0};
    Double[] bytes = {0.0, 0.0};
    for (Task task : tasks.tasks()) {
      Lane lane = lanes.get(task.lane());
      busy[task.lane()] += task.submitSeconds() + task.seconds() / lane.share();
      bytes[task.lane()] += task.bytes();
    }
    double seconds = period / PERIOD;
    double allBytes = 0;
    for (int lane = 0; lane < busy.length; lane++) {
      busy[lane] /= 2 * PERIOD;
      bytes[lane] /= 2 * PERIOD;
      seconds = Math.max(seconds, busy[lane]);
      allBytes += bytes[lane];
    }
    seconds = Math.max(seconds, allBytes / mapper.device().memory().achievableBytesPerSecond());
    return new SteadySpan(from, to, seconds, List.of(busy), List.of(bytes));
  }

  private Timeline run(Rule rule, List<Task> tasks) {
    return FluidSimulation.run(
        lanes(rule),
        tasks,
        mapper.device().memory().achievableBytesPerSecond(),
        background.bytesPerSecond());
  }

  private List<Lane> lanes(Rule rule) {
    return List.of(lane(npu, rule.npu()), lane(floats, rule.floats()));
  }

  private Lane lane(String id, Dispatch dispatch) {
    Lane lane =
        ChainSchedule.SharedMemory.of(mapper.device(), List.of(id), false, background).lane(id);
    return new Lane(id, lane.bytesPerSecond(), lane.share(), false, dispatch);
  }
}
