package org.socompass.mapper;

import java.util.List;
import java.util.Locale;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Processor;
import org.socompass.hardware.Tile;
import org.socompass.mapper.space.OpenList;
import org.socompass.mapper.space.PipelinedSpace;
import org.socompass.mapper.space.PipelinedSpace.Kernel;
import org.socompass.operator.Matmul;
import org.socompass.operator.mapping.PipelinedMapping;
import org.socompass.operator.matmul.PipelinedEvaluation;
import org.socompass.operator.matmul.PipelinedMatmulModel;
import org.socompass.operator.matmul.PipelinedTimes;

/**
 * Best-first branch and bound over a {@link PipelinedSpace}.
 *
 * <pre>{@code
 * kernel (unit, tile, depth, cores a tile)   floor: work, fewest bytes, one fill
 *   group (occupancy, split, chain)          floor: waves, steps, stages, traffic of the best swizzle
 *     mapping (swizzle)                      evaluated
 * }</pre>
 *
 * <p>The part with the least floor is opened first. A part is ruled out when its floor is above the
 * best latency of its class, or of the second-best class if it is of another: so that the runner-up
 * is proven too. Parts whose floor equals it stay, for the order of ties.
 */
final class PipelinedSearch {
  /** Codes are {@code kernel * GROUPS + group}; group {@code GROUPS - 1} is the whole kernel. */
  private static final long GROUPS = 1L << 20;

  private final Matmul op;
  private final Processor processor;
  private final MatmulKernels.Pipelined kernels;
  private final PipelinedMatmulModel model;
  private final PipelinedEvaluation evaluation;
  private final PipelinedSpace space;
  private final OpenList parts;
  private final Leaders leaders;
  private long open;
  private double openSeconds = Double.POSITIVE_INFINITY;

  PipelinedSearch(
      Matmul op,
      Processor processor,
      MainMemory memory,
      MatmulKernels.Pipelined kernels,
      SearchGoal goal) {
    this.op = op;
    this.processor = processor;
    this.kernels = kernels;
    this.model = new PipelinedMatmulModel(op, processor, memory, kernels);
    this.evaluation = model.evaluation();
    this.space = new PipelinedSpace(op, kernels, model);
    this.parts = new OpenList(8 * space.kernels().size());
    this.leaders = new Leaders(goal.budget(), goal.runnerUp());
  }

  MapResult search() {
    for (int i = 0; i < space.kernels().size(); i++) {
      space.kernels().get(i).choose(evaluation);
      parts.add(evaluation.kernelFloor(), i * GROUPS + GROUPS - 1);
    }
    while (!parts.isEmpty() && parts.floor() <= leaders.cutoff()) {
      double floor = parts.floor();
      int index = (int) (parts.code() / GROUPS);
      int group = (int) (parts.code() % GROUPS);
      Kernel kernel = space.kernels().get(index);
      parts.remove();
      if (floor > leaders.cutoff(kernel.kernelClass())) {
        continue;
      }
      if (leaders.isSpent()) {
        leaveOpen(floor, group == GROUPS - 1 ? kernel.size() : kernel.swizzles().length);
      } else if (group == GROUPS - 1) {
        branch(kernel, index);
      } else {
        evaluate(kernel, group, floor);
      }
    }
    return leaders.result(
        op,
        processor.id(),
        space.total(),
        open,
        openSeconds,
        space::mapping,
        mapping -> model.cost((PipelinedMapping) mapping),
        this::reason);
  }

  /** Counts what the budget does not allow to look at, if it might hold a better mapping. */
  private void leaveOpen(double floor, long mappings) {
    if (floor <= leaders.latency()) {
      open += mappings;
      openSeconds = Math.min(openSeconds, floor);
    }
  }

  /** Opens the groups of a kernel that fit. */
  private void branch(Kernel kernel, int index) {
    kernel.choose(evaluation);
    double cutoff = leaders.cutoff(kernel.kernelClass());
    for (int group = 0; group < kernel.groups(); group++) {
      if (kernel.isFeasible(group, model)) {
        kernel.choose(group, evaluation);
        double floor = evaluation.groupFloor();
        if (floor <= cutoff) {
          parts.add(floor, index * GROUPS + group);
        }
      }
    }
  }

  private void evaluate(Kernel kernel, int group, double floor) {
    kernel.choose(evaluation);
    kernel.choose(group, evaluation);
    double bandwidth = evaluation.bandwidth();
    int[] swizzles = kernel.swizzles();
    int i = kernel.undominated(0, evaluation);
    while (i < swizzles.length) {
      if (leaders.isSpent()) {
        leaveOpen(floor, swizzles.length - i);
        return;
      }
      leaders.evaluated();
      PipelinedTimes times = evaluation.times(swizzles[i]);
      // Powers are for those that may lead.
      if (times.floorSeconds(bandwidth) <= leaders.cutoff(kernel.kernelClass())) {
        leaders.offer(
            kernel.place(group, i),
            kernel.kernelClass(),
            times.seconds(bandwidth),
            times.memoryBytes(bandwidth));
      }
      i = kernel.undominated(i + 1, evaluation);
    }
  }

  /** Returns which buffer the smallest tile exceeds, and by how much. */
  private String reason() {
    boolean matrix = model.hasMatrixPath();
    List<Tile> tiles =
        !matrix ? kernels.vectorTiles() : model.isMixed() ? kernels.mixedTiles() : kernels.tiles();
    int depth =
        matrix && model.isMixed() ? PipelinedSpace.mixedDepth(kernels) : kernels.depths().get(0);
    int tk = model.depthElements(depth);
    Tile least =
        tiles.stream()
            .min(
                java.util.Comparator.comparingDouble(
                    t -> model.localBytes(t.rows(), t.columns(), tk, 1)))
            .orElse(new Tile(1, 1));
    double local = model.localBytes(least.rows(), least.columns(), tk, 1);
    double registers = model.registerBytes(least.rows(), least.columns(), 1);
    boolean isLocal = local > processor.local().capacityBytes();
    double needed = isLocal ? local : registers;
    double there = isLocal ? processor.local().capacityBytes() : processor.registerBytes();
    return String.format(
        Locale.ROOT,
        "no tile of %s's kernels fits: the smallest (%s, depth %d) needs %.0f B of %s, %.0f B more"
            + " than there is",
        processor.id(),
        least,
        tk,
        needed,
        isLocal ? "local_buffer" : "registers",
        needed - there);
  }
}
