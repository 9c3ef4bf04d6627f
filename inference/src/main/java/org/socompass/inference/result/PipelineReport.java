package org.socompass.inference.result;

import java.util.List;

/**
 * How a pipeline of devices is used.
 *
 * @param layersOfStages layers of each stage
 * @param tensorParallel devices of a stage that share each matrix
 * @param expertGroups groups of devices of a stage that spread the experts
 * @param microBatches parts of the batch that follow one another
 * @param transferSeconds hidden states of a part on their way to the next stage, in decode [s]
 * @param prefillIdleShare share of the time that stages wait in prefill, in [0, 1)
 * @param decodeIdleShare share of the time that stages wait in decode, in [0, 1)
 * @param busiestDeviceBytes what the device takes that holds most: weights, cache and activations
 *     [B]
 */
public record PipelineReport(
    List<Integer> layersOfStages,
    int tensorParallel,
    int expertGroups,
    int microBatches,
    double transferSeconds,
    double prefillIdleShare,
    double decodeIdleShare,
    double busiestDeviceBytes) {
  /** Copies the list. */
  public PipelineReport {
    layersOfStages = List.copyOf(layersOfStages);
  }
}
