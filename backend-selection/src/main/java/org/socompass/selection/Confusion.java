package org.socompass.selection;

/**
 * How often a classifier picked what, by what the oracle would have picked.
 *
 * @param gpuAsGpu right: GPU
 * @param gpuAsNpu wrong: NPU where the GPU is right
 * @param npuAsGpu wrong: GPU where the NPU is right
 * @param npuAsNpu right: NPU
 */
public record Confusion(int gpuAsGpu, int gpuAsNpu, int npuAsGpu, int npuAsNpu) {
  static final Confusion NONE = new Confusion(0, 0, 0, 0);

  Confusion with(Backend oracle, Backend picked) {
    boolean gpu = picked == Backend.GPU;
    return oracle == Backend.GPU
        ? new Confusion(gpuAsGpu + (gpu ? 1 : 0), gpuAsNpu + (gpu ? 0 : 1), npuAsGpu, npuAsNpu)
        : new Confusion(gpuAsGpu, gpuAsNpu, npuAsGpu + (gpu ? 1 : 0), npuAsNpu + (gpu ? 0 : 1));
  }

  /** Returns how often the classifier picked {@code picked} where {@code oracle} is right. */
  public int count(Backend oracle, Backend picked) {
    boolean gpu = picked == Backend.GPU;
    return oracle == Backend.GPU ? (gpu ? gpuAsGpu : gpuAsNpu) : (gpu ? npuAsGpu : npuAsNpu);
  }

  /** Returns the share that is right. */
  public double accuracy() {
    return (double) (gpuAsGpu + npuAsNpu) / (gpuAsGpu + gpuAsNpu + npuAsGpu + npuAsNpu);
  }
}
