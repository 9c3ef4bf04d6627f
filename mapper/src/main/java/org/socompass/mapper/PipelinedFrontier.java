package org.socompass.mapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.mapper.space.PipelinedSpace;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedMatmulModel;

/**
 * A product on pipelined kernels under all bandwidths of main memory and all sizes of the global
 * buffer. The first memory is searched; a second one near it makes a {@link PipelinedRange}, which
 * answers for all memories near them, and all buffers that keep what these keep.
 */
final class PipelinedFrontier implements Frontier {
  /** Some ranges of some ten mappings [B]. */
  private static final int BYTES = 4096;

  /** Ranges, and searches, that are kept; the first go first. */
  private static final int MOST = 16;

  /** How far from a bandwidth a range reaches. */
  private static final double NEAR = 2;

  private final Matmul op;
  private final MatmulKernels.Pipelined kernels;
  private volatile List<PipelinedRange> ranges = List.of();
  private volatile List<Searched> searched = List.of();

  /** A search, and where. */
  private record Searched(
      RelevantHardware hardware, double bandwidth, double usable, MapResult result) {}

  PipelinedFrontier(Matmul op, MatmulKernels.Pipelined kernels) {
    this.op = op;
    this.kernels = kernels;
  }

  @Override
  public MapResult at(RelevantHardware hardware) {
    Processor processor = hardware.processor();
    MainMemory memory = hardware.memory();
    double bandwidth = MainMemoryStream.bandwidth(processor, memory, kernels.dramEfficiency());
    double usable = processor.global().capacityBytes() * kernels.cacheShare();
    for (PipelinedRange range : ranges) {
      if (range.serves(bandwidth, usable)) {
        return best(range, bandwidth, hardware);
      }
    }
    for (Searched before : searched) {
      if (before.usable != usable) {
        continue;
      }
      if (before.bandwidth == bandwidth && before.hardware.equals(hardware)) {
        return before.result;
      }
      if (before.bandwidth <= bandwidth * NEAR
          && before.bandwidth * NEAR >= bandwidth
          && before.result instanceof MappedOperator mapped) {
        var model = new PipelinedMatmulModel(op, processor, memory, kernels);
        var space = new PipelinedSpace(op, kernels, model);
        PipelinedRange range =
            PipelinedRange.around(bandwidth, space, model, (PipelinedMapping) mapped.mapping());
        ranges = with(range, ranges);
        return best(range, bandwidth, hardware);
      }
    }
    MapResult result =
        new PipelinedSearch(op, processor, memory, kernels, SearchGoal.BEST_ALONE).search();
    searched = with(new Searched(hardware, bandwidth, usable, result), searched);
    return result;
  }

  private MappedOperator best(PipelinedRange range, double bandwidth, RelevantHardware hardware) {
    long start = System.nanoTime();
    PipelinedMapping mapping = range.at(bandwidth);
    var model = new PipelinedMatmulModel(op, hardware.processor(), hardware.memory(), kernels);
    return new MappedOperator(
        op,
        hardware.processor().id(),
        mapping,
        model.cost(mapping),
        new MappedOperator.Search(
            range.total(),
            range.evaluated(),
            range.total() - range.evaluated(),
            0,
            (System.nanoTime() - start) * 1e-9),
        Optional.empty());
  }

  /** Returns the memories that were searched and are kept; ranges answered for all others. */
  int searches() {
    return searched.size();
  }

  private static <T> List<T> with(T added, List<T> before) {
    List<T> all = new ArrayList<>(before);
    if (all.size() == MOST) {
      all.remove(0);
    }
    all.add(added);
    return List.copyOf(all);
  }

  @Override
  public int bytes() {
    return BYTES;
  }
}
