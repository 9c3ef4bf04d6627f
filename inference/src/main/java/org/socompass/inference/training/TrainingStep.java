package org.socompass.inference.training;

import java.util.Optional;
import org.socompass.hardware.Device;
import org.socompass.inference.result.PhaseEnergy;
import org.socompass.inference.result.PhaseResult;

/**
 * One step of fine-tuning on each device of a system.
 *
 * @param tuning what was asked
 * @param device the device, or the system of a replica
 * @param engine id of the engine that ran
 * @param tensorParallel devices that share a replica
 * @param trainedParameters parameters that are trained
 * @param forwardSeconds forward pass, one [s]
 * @param backwardSeconds backward pass without what it computes again, one [s]
 * @param againSeconds what the backward pass computes again, one [s]
 * @param optimizerSeconds the optimizer's step [s]
 * @param gradientSeconds what replicas exchange, of a step [s]
 * @param exposedSeconds part of it that no backward pass hides [s]
 * @param operations operations of the forward and backward passes of a step on a device, without
 *     what is computed again [op]
 * @param operationsDone all operations of a step on a device [op]
 * @param peakOperations peak rate of the processor in the type of the activations [op/s]
 * @param work all that a device does in a step, as one pass
 * @param memory what it needs
 * @param roomBytes memory of a device beside what the system keeps [B]
 */
public record TrainingStep(
    FineTuning tuning,
    Device device,
    String engine,
    int tensorParallel,
    long trainedParameters,
    double forwardSeconds,
    double backwardSeconds,
    double againSeconds,
    double optimizerSeconds,
    double gradientSeconds,
    double exposedSeconds,
    double operations,
    double operationsDone,
    double peakOperations,
    PhaseResult work,
    TrainingMemory memory,
    double roomBytes) {
  /** Returns the time of a step [s]. */
  public double seconds() {
    return work.seconds();
  }

  /** Returns the devices of all replicas. */
  public int devices() {
    return tensorParallel * tuning.replicas();
  }

  /** Returns whether it fits the memory of each device. */
  public boolean fits() {
    return memory.bytes() <= roomBytes;
  }

  /** Returns the tokens of a second [1/s]. */
  public double tokensPerSecond() {
    return tuning.tokensOfStep() / seconds();
  }

  /** Returns the share of the peak that operations of the model take: MFU. */
  public double modelUtilization() {
    return operations / seconds() / peakOperations;
  }

  /** Returns the share of the peak that all operations take, those done again included: HFU. */
  public double hardwareUtilization() {
    return operationsDone / seconds() / peakOperations;
  }

  /** Returns the energy of a step on all devices [J]; empty if the template lacks its inputs. */
  public Optional<Double> joules() {
    return work.energy(device).map(PhaseEnergy::joules).map(j -> j * devices());
  }

  /**
   * Returns the steps that so many tokens take.
   *
   * @param tokens tokens of the training set, seen once
   */
  public long steps(long tokens) {
    return (tokens - 1) / tuning.tokensOfStep() + 1;
  }
}
