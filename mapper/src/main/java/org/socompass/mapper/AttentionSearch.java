package org.socompass.mapper;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.operator.Attention;
import org.socompass.operator.attention.AttentionBuffers;
import org.socompass.operator.attention.AttentionModel;
import org.socompass.operator.attention.AttentionStreams;
import org.socompass.operator.attention.AttentionWork;
import org.socompass.operator.mapping.AttentionMapping;
import org.socompass.operator.mapping.Mapping;

/**
 * All mappings of an attention, each a class of its own. What the cores and the global buffer take
 * is found once; each memory adds what it takes of all of them.
 */
final class AttentionSearch implements Frontier {
  private static final int BYTES = 512;
  private static final int MAPPING_BYTES = 160;

  private final Attention op;
  private final Processor processor;
  private final AttentionKernels kernels;
  private final List<AttentionWork> mappings = new ArrayList<>();

  /**
   * Creates the search.
   *
   * @param usual the kernels of the processor
   * @param memoryLatencySeconds latency of main memory [s]
   */
  AttentionSearch(
      Attention op, Processor processor, AttentionKernels usual, double memoryLatencySeconds) {
    this.op = op;
    this.processor = processor;
    this.kernels = usual;
    AttentionKernels own = AttentionModel.kernels(op, usual);
    boolean grouped = op.queryHeads() > op.kvHeads();
    for (Tile tile : tiles(own.tiles())) {
      for (boolean packed : grouped ? new boolean[] {false, true} : new boolean[] {false}) {
        for (int splits : own.splits()) {
          var mapping = new AttentionMapping(tile, packed, splits);
          mappings.add(new AttentionWork(op, processor, memoryLatencySeconds, usual, mapping));
        }
      }
    }
  }

  /** Returns the tiles of the kernels, each as it is or halved until it fits. */
  private List<Tile> tiles(List<Tile> library) {
    List<Tile> fitting = new ArrayList<>();
    for (Tile tile : library) {
      AttentionBuffers.fitting(op, processor, tile)
          .filter(t -> !fitting.contains(t))
          .ifPresent(fitting::add);
    }
    return fitting;
  }

  @Override
  public MapResult at(RelevantHardware hardware) {
    return at(hardware.memory(), false);
  }

  /**
   * Returns the best mapping under a memory, or why there is none.
   *
   * @param runnerUp whether the second best is wanted, too
   */
  MapResult at(MainMemory memory, boolean runnerUp) {
    var streams = new AttentionStreams(op, processor, memory, kernels);
    var leaders = new Leaders(SearchBudget.UNLIMITED, runnerUp);
    for (int i = 0; i < mappings.size(); i++) {
      AttentionWork work = mappings.get(i);
      leaders.evaluated();
      leaders.offer(i, i, work.latencySeconds(streams), work.memoryBytes());
    }
    return leaders.result(
        op,
        processor.id(),
        mappings.size(),
        place -> mappings.get((int) place).mapping(),
        mapping -> work(mapping).cost(streams),
        this::reason);
  }

  private AttentionWork work(Mapping mapping) {
    int i = 0;
    while (!mappings.get(i).mapping().equals(mapping)) {
      i++;
    }
    return mappings.get(i);
  }

  private String reason() {
    return "not one score of %s fits a core of %s: it %s"
        .formatted(
            op.shape(),
            processor.id(),
            AttentionBuffers.shortage(op, processor, new Tile(1, 1)).orElseThrow());
  }

  @Override
  public int bytes() {
    return BYTES + MAPPING_BYTES * mappings.size();
  }
}
