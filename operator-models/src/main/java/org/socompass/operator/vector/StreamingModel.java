package org.socompass.operator.vector;

import java.util.Objects;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.StreamingKernels;
import org.socompass.operator.Bound;
import org.socompass.operator.CostBuilder;
import org.socompass.operator.LatencyFloor;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Overlap;
import org.socompass.operator.Rates;
import org.socompass.operator.StreamedOperator;
import org.socompass.operator.mapping.StreamingMapping;

/**
 * Latency of operators that stream tensors through the vector units.
 *
 * <pre>{@code
 * rows R of C elements, w bytes each; a active cores; s rows on a core at a time
 * t_rows = ceil(R / (a s)) * (u (w/2) C * accesses + reductions)      rows in flight, in waves
 * miss   = max(0, 1 - kappa * S2 / (min(R, a s) C w))                 share of re-reads off chip
 * t_mem  = bytes(r + wr + miss * rereads) / (BW * eta)
 * t      = launch + max( (t_rows^p + t_mem^p)^(1/p), t_buffer, t_vector )
 * }</pre>
 *
 * <p>{@code u} is Little's law for one row: the bytes that its threads keep in flight over the
 * latency of an access; it and the reductions are cycles of the clock at which they were fitted. A
 * row that no longer fits the registers of its threads is read more than once; the second reading
 * hits the global buffer while the rows in flight fit the share kappa of it. Element-wise operators
 * and scans of states are rows of 1024 elements without reductions.
 *
 * <p><b>Source.</b> Ours. Constants are those of the kernels: see the template.
 */
public final class StreamingModel {
  private static final double BYTES_PER_TIMED_ACCESS = 2;

  private StreamingModel() {}

  /**
   * Returns the cost.
   *
   * @param mapping cores that take part
   */
  public static OperatorCost cost(
      StreamedOperator operator, Processor processor, MainMemory memory, StreamingMapping mapping) {
    var evaluation = new Evaluation(operator, processor, memory);
    evaluation.seconds(mapping.activeCores());
    return new CostBuilder(operator, processor, memory)
        .busy(Bound.VECTOR, Math.max(evaluation.vectorSeconds, evaluation.rowSeconds))
        .busy(Bound.MEMORY, evaluation.memorySeconds)
        .busy(Bound.LOCAL_BANDWIDTH, evaluation.bufferSeconds)
        .traffic(MemoryLevel.MAIN_MEMORY, evaluation.memoryBytes)
        .traffic(MemoryLevel.GLOBAL_BUFFER, evaluation.bufferBytes)
        .traffic(MemoryLevel.LOCAL_BUFFER, evaluation.staged ? 2 * evaluation.bufferBytes : 0)
        .kernel(evaluation.kernelSeconds);
  }

  /** The equations for one operator, evaluated for many mappings. Allocates nothing then. */
  public static final class Evaluation {
    private final Processor processor;
    private final MainMemory memory;
    private final StreamingKernels kernels;
    private final LatencyFloor floor;
    private final StreamedOperator.Work w;
    private final double compulsoryBytes;
    private final boolean staged;
    private final double slots;
    private final double rereads;
    private final double waveSeconds;
    private final double tensorBytes;
    private final double bufferBytes;
    private final double bufferSeconds;
    private final double vectorSeconds;

    // The last mapping.
    private double rowSeconds;
    private double memoryBytes;
    private double memorySeconds;
    private double kernelSeconds;

    /** Computes what no mapping changes. Not thread-safe. */
    public Evaluation(StreamedOperator operator, Processor processor, MainMemory memory) {
      this.processor = processor;
      this.memory = memory;
      this.w = operator.work();
      this.compulsoryBytes = operator.compulsoryBytes();
      this.kernels = processor.kernels().streaming();
      this.floor = LatencyFloor.of(operator, processor, memory);
      StreamingKernels.Traits traits = traits(operator, kernels);
      this.staged = traits.staged();
      int reads = w.inputs();
      double rowsPerCore = traits.rowsPerCore();
      boolean isLong = w.reduces() && w.cols() > traits.longRow();
      if (staged) {
        double fit =
            Math.floor(
                processor.local().capacityBytes()
                    / (w.cols() * w.bytesPerElement() * (w.inputs() + w.outputs())));
        rowsPerCore = Math.max(1, Math.min(rowsPerCore, fit));
        reads += fit < 1 ? 1 : 0;
      } else if (isLong) {
        reads = w.inputs() * traits.longReads();
      }
      if (traits.budget().isPresent()) {
        rowsPerCore =
            Math.min(rowsPerCore, traits.budget().get().rows(w.cols(), w.bytesPerElement()));
      }
      this.slots = rowsPerCore;
      this.rereads = reads - w.inputs();
      boolean reducesInBlock = w.reduces() && (traits.blockReduction() || (isLong && !staged));
      double scale = kernels.timeScale(processor.clockHz());
      double access =
          traits.elementCycles().isPresent()
              ? traits.elementCycles().getAsDouble() / processor.clockHz()
              : kernels.secondsPerElement() * scale;
      double reduction = kernels.secondsPerReduction() * scale * traits.rowsPerCore();
      this.waveSeconds =
          traits.budget().isPresent()
              ? traits.budget().get().cycles(w.cols()) / processor.clockHz()
              : access
                      * (w.bytesPerElement() / BYTES_PER_TIMED_ACCESS)
                      * w.cols()
                      * (reads + w.outputs())
                  + (reducesInBlock ? reduction : 0);
      this.tensorBytes = w.rows() * w.cols() * w.bytesPerElement();
      this.bufferBytes = compulsoryBytes + tensorBytes * rereads;
      this.bufferSeconds = bufferBytes / processor.globalBytesPerSecond();
      this.vectorSeconds = vectorSeconds(operator, w, processor);
    }

    /** Returns the latency, launch included, on a number of cores [s]. */
    public double seconds(int activeCores) {
      double inFlight = activeCores * slots;
      double waves = Math.ceil(w.rows() / inFlight - 1e-9);
      rowSeconds = waves * waveSeconds;
      double workingSet = Math.min(w.rows(), inFlight) * w.cols() * w.bytesPerElement();
      double miss =
          Math.max(0, 1 - kernels.cacheShare() * processor.global().capacityBytes() / workingSet);
      memoryBytes = compulsoryBytes + tensorBytes * rereads * miss;
      memorySeconds =
          MainMemoryStream.seconds(memoryBytes, processor, memory, kernels.dramEfficiency());
      kernelSeconds =
          Math.max(
              Overlap.norm(rowSeconds, memorySeconds, kernels.overlap()),
              Math.max(bufferSeconds, vectorSeconds));
      return floor.latency(kernelSeconds);
    }

    /** Returns the traffic of main memory on the last number of cores [B]. */
    public double memoryBytes() {
      return memoryBytes;
    }

    /** Returns whether fewer cores than the last number cause no less traffic of main memory. */
    public boolean isLeastTraffic() {
      return memoryBytes <= compulsoryBytes;
    }
  }

  private static StreamingKernels.Traits traits(Operator operator, StreamingKernels kernels) {
    StreamingKernels.Traits own = kernels.ofKind().get(operator.id());
    return own != null
        ? own
        : Objects.requireNonNull(kernels.traits().get(operator.operatorClass()));
  }

  private static double vectorSeconds(
      Operator operator, StreamedOperator.Work w, Processor processor) {
    double lanes = processor.lanes() * processor.clockHz();
    double rate = Rates.vectorOperations(processor, operator.arithmetic());
    return w.vectorOperations() / rate
        + w.exponentials() / (processor.vector().expPerCycle() * lanes)
        + w.rsqrts() / (processor.vector().rsqrtPerCycle() * lanes);
  }
}
