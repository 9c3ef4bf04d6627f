package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.HandOvers;
import org.socompass.inference.engine.Scheduling;
import org.socompass.inference.result.PassDetails;
import org.socompass.inference.result.PhaseResult;
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
 * has its own for each chunk, as its context grows. The last chunk is padded. Out of order, each
 * processor takes its subgraphs in turns, a chunk some stages behind the one before it; of the
 * leads of the engine, and one chunk after another, the one counts that ends first. The turns do
 * not depend on how long anything takes, so that less work never ends later, as it may where a
 * processor picks among what is ready (Graham's anomalies).
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
 * out-of-order subgraphs. The turns are ours; the paper's heuristic is greedy.
 */
final class ChunkedPass {
  /** Chunks that are simulated one by one. */
  static final int SIMULATED = 16;

  private static final int SPANS = 8;
  private static final int PERIOD = 4;

  private final Scheduling.Chunks chunks;
  private final OperatorMapper mapper;
  private final Background background;
  private final String npu;
  private final String floats;
  private final double handOverSeconds;
  private final List<Lane> lanes;
  private final ChunkPieces costs;

  private final ChunkUsage usage;

  ChunkedPass(
      EngineProfile engine, Pieces pieces, List<String> processorIds, Background background) {
    this.mapper = pieces.mapper();
    this.usage = new ChunkUsage(pieces.device());
    this.chunks = engine.scheduling().chunks().orElseThrow();
    this.background = background;
    this.npu =
        processorIds.stream()
            .filter(id -> mapper.device().processor(id).kind() == ProcessorKind.NPU)
            .findFirst()
            .orElseThrow();
    this.floats = floatProcessor(mapper.device(), processorIds);
    this.handOverSeconds = HandOvers.of(mapper.device()).seconds(engine.slowSynchronization());
    this.lanes = List.of(lane(npu), lane(floats));
    this.costs =
        new ChunkPieces(
            chunks, pieces, npu, floats, lanes.get(ChunkTasks.FLOAT_LANE).bytesPerSecond());
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
   * Returns the pass over a prompt whose time is known: operators and their energy alone.
   *
   * @param timed the pass on a device that differs in its energies at most
   */
  PhaseResult priced(GraphBuilder builder, ForwardPass pass, PhaseResult timed) {
    long length = chunks.tokens();
    long count = (pass.queryLength() - 1) / length + 1;
    long first = Math.min(count, SIMULATED);
    for (long c = 0; c < first; c++) {
      work(builder, pass, (c + 1) * length).count(usage, 1, c == 0, c == first - 1);
    }
    for (Part part : parts(first, count)) {
      work(builder, pass, part.context(length)).count(usage, part.chunks(), false, false);
    }
    return new PhaseResult(
        pass.phase(),
        pass.contextLength(),
        usage.times(),
        timed.seconds(),
        timed.handOvers(),
        PassDetails.NONE);
  }

  /** Chunks that are taken as equal. */
  private record Part(long from, long to) {
    long chunks() {
      return to - from;
    }

    /** Returns the context of a chunk in the middle. */
    long context(long length) {
      return Math.round((from + to + 1) / 2.0 * length);
    }
  }

  private static List<Part> parts(long from, long to) {
    var result = new ArrayList<Part>();
    long parts = Math.min(SPANS, to - from);
    for (long s = 0; s < parts; s++) {
      result.add(new Part(from + (to - from) * s / parts, from + (to - from) * (s + 1) / parts));
    }
    return result;
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
      List<Integer> last = tasks.add(work, c == 0);
      rise = tasks.handOvers() - before - handOvers;
      handOvers = tasks.handOvers() - before;
      work.count(usage, 1, c == 0, c == first - 1);
      if (c == first - 1) {
        tasks.end(work, last);
      }
    }
    long lead = fastest(tasks);
    Timeline timeline =
        FluidSimulation.run(lanes, ordered(tasks, lead), memory(), background.bytesPerSecond());
    long further = count - first;
    var spans = new ArrayList<SteadySpan>();
    for (Part part : parts(first, count)) {
      ChunkWork work = work(builder, pass, part.context(length));
      work.count(usage, part.chunks(), false, false);
      spans.add(steady(work, lead, part));
    }
    Timeline shown = SteadySpan.append(timeline, spans);
    return new PhaseResult(
        pass.phase(),
        pass.contextLength(),
        usage.times(),
        shown.seconds(),
        tasks.handOvers() + further * handOvers + further * (further + 1) / 2 * rise,
        PassDetails.of(() -> new PassDetails.Values(Optional.of(shown), List.of())));
  }

  /** Returns the lead whose turns end first; 0 stands for the order of the prompt. */
  private long fastest(ChunkTasks tasks) {
    long best = 0;
    double least = chunks.inOrder() ? 0 : seconds(tasks.tasks());
    for (long lead : chunks.leads()) {
      double seconds = seconds(tasks.inTurns(lead));
      if (seconds < least) {
        least = seconds;
        best = lead;
      }
    }
    return best;
  }

  private static List<Task> ordered(ChunkTasks tasks, long lead) {
    return lead == 0 ? tasks.tasks() : tasks.inTurns(lead);
  }

  private ChunkWork work(GraphBuilder builder, ForwardPass pass, long context) {
    ForwardPass chunk = pass.sized(chunks.tokens(), context);
    return ChunkWork.of(builder.wholeModel(chunk).nodes(), costs, chunks.outlierShare() > 0);
  }

  /** Returns a span of chunks that are all as one in its middle. */
  private SteadySpan steady(ChunkWork work, long lead, Part part) {
    var tasks = new ChunkTasks(handOverSeconds);
    double once = 0;
    for (int c = 0; c < 2 * PERIOD; c++) {
      if (c == PERIOD) {
        once = seconds(ordered(tasks, lead));
      }
      tasks.add(work, false);
    }
    double seconds = (seconds(ordered(tasks, lead)) - once) / PERIOD;
    Double[] busy = {0.0, 0.0};
    Double[] bytes = {0.0, 0.0};
    for (Task task : tasks.tasks()) {
      Lane lane = lanes.get(task.lane());
      busy[task.lane()] += (task.submitSeconds() + task.seconds() / lane.share()) / (2 * PERIOD);
      bytes[task.lane()] += task.bytes() / (2 * PERIOD);
    }
    double allBytes = 0;
    for (int lane = 0; lane < busy.length; lane++) {
      seconds = Math.max(seconds, busy[lane]);
      allBytes += bytes[lane];
    }
    seconds = Math.max(seconds, allBytes / memory());
    return new SteadySpan(part.from(), part.to(), seconds, List.of(busy), List.of(bytes));
  }

  private double seconds(List<Task> tasks) {
    return FluidSimulation.seconds(lanes, tasks, memory(), background.bytesPerSecond());
  }

  private double memory() {
    return mapper.device().memory().achievableBytesPerSecond();
  }

  private Lane lane(String id) {
    Lane lane =
        ChainSchedule.SharedMemory.of(mapper.device(), List.of(id), false, background).lane(id);
    return new Lane(id, lane.bytesPerSecond(), lane.share(), false);
  }
}
