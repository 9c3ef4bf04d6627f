package org.socompass.selection;

import java.util.List;

/**
 * What the classifiers see of a stage.
 *
 * <pre>{@code
 * m = n in prefill, 1 in decode;  w bytes of an element
 * qkv    FLOPs = 2 m d 3d     bytes = (m d + 3 d d + 3 m d) w
 * core   FLOPs = 4 m n d      bytes = (2 m d + 2 n d) w
 * intensity = FLOPs / bytes;  aspect = n / d;  scores = n n
 * padding of x = ceil(x w / 64) 64 / (x w) - 1,  for n and d
 * }</pre>
 *
 * <p>The phase is no feature of its own: FLOPs and bytes tell it.
 *
 * <p><b>Source.</b> The list of the dual-stage backend selection study on RK3588; which bytes and
 * FLOPs it counts is ours.
 */
public final class Features {
  /** Names of the features, in the order of the vector. */
  public static final List<String> NAMES =
      List.of(
          "n",
          "d",
          "precision",
          "flops",
          "memory_bytes",
          "arithmetic_intensity",
          "aspect_ratio",
          "score_matrix_size",
          "padding_overhead_n",
          "padding_overhead_d");

  private static final double LINE_BYTES = 64;

  private Features() {}

  /** Returns the vector of a stage. */
  public static double[] of(AttentionPoint point, Stage stage) {
    double n = point.n();
    double d = point.d();
    double m = point.rows();
    double w = point.precision().type().bytesPerElement();
    double flops;
    double bytes;
    if (stage == Stage.QKV_PROJECTION) {
      flops = 2 * m * d * 3 * d;
      bytes = (m * d + 3 * d * d + 3 * m * d) * w;
    } else {
      flops = 4 * m * n * d;
      bytes = (2 * m * d + 2 * n * d) * w;
    }
    return new double[] {
      n,
      d,
      point.precision() == Precision.INT8 ? 1 : 0,
      flops,
      bytes,
      flops / bytes,
      n / d,
      n * n,
      padding(n * w),
      padding(d * w)
    };
  }

  private static double padding(double bytes) {
    return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES / bytes - 1;
  }
}
