package org.socompass.mapper.explain;

import java.util.List;
import java.util.Locale;
import org.socompass.operator.BufferUse;

/**
 * Why a mapping is as fast as it is.
 *
 * @param loopNest the mapping as nested loops, one line each, outermost first
 * @param buffers what it holds in each buffer; empty for kernels of which only a rate is known
 * @param gains what one more unit of each resource would buy, after mapping anew
 */
public record Explanation(List<String> loopNest, List<BufferUse> buffers, List<Gain> gains) {
  /** Copies the lists. */
  public Explanation {
    loopNest = List.copyOf(loopNest);
    buffers = List.copyOf(buffers);
    gains = List.copyOf(gains);
  }

  /** A resource of a processor or its memory, and its unit. */
  public enum Resource {
    /** Peak bandwidth of main memory, in GB/s. */
    MAIN_MEMORY_BANDWIDTH(1e9, "1 GB/s"),
    /** What the processor's own port lets through, in GB/s; of those that have one. */
    MEMORY_PORT(1e9, "1 GB/s"),
    /** Capacity of the global buffer, in MiB. */
    GLOBAL_BUFFER(1 << 20, "1 MiB"),
    /** Capacity of the local buffer of each core, in KiB. */
    LOCAL_BUFFER(1 << 10, "1 KiB"),
    /** Cores. */
    CORES(1, "1");

    private final double unit;
    private final String label;

    Resource(double unit, String label) {
      this.unit = unit;
      this.label = label;
    }

    /** Returns the name in reports. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the unit in words. */
    public String label() {
      return label;
    }

    /** Returns the unit [B/s, B or 1]. */
    public double unit() {
      return unit;
    }
  }

  /**
   * A finite difference: the operator mapped anew with one more unit of one resource.
   *
   * @param resource what there is more of
   * @param latencySeconds the latency then [s]
   * @param change its relative change, negative if faster
   */
  public record Gain(Resource resource, double latencySeconds, double change) {}
}
