package org.socompass.inference.plan;

import java.util.OptionalInt;

/**
 * How the devices of a system share a model.
 *
 * <pre>{@code
 * devices = stages * groups * tensor
 * }</pre>
 *
 * <p>Layers follow one another in stages. The devices of a stage form groups that each hold its
 * layers but for the experts, which are spread over the groups. The devices of a group share each
 * of its matrices.
 *
 * @param stages stages of a pipeline
 * @param groups groups that spread the experts
 * @param microBatches parts of the batch that follow one another through the stages; as many as
 *     there are stages, or sequences if these are fewer, if empty
 */
public record Parallelism(int stages, int groups, OptionalInt microBatches) {
  /** All devices share each matrix. */
  public static final Parallelism TENSOR = new Parallelism(1, 1, OptionalInt.empty());

  /**
   * Validates the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Parallelism {
    positive("stages of a pipeline", stages);
    positive("groups of experts", groups);
    microBatches.ifPresent(m -> positive("micro-batches", m));
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but are " + value);
    }
  }

  /** Returns whether all devices share each matrix. */
  public boolean isTensor() {
    return stages == 1 && groups == 1;
  }

  /**
   * Returns the devices that share a matrix.
   *
   * @param devices devices of the system
   * @throws IllegalArgumentException if stages and groups do not divide them
   */
  public int tensor(int devices) {
    if (devices % (stages * groups) != 0) {
      throw new IllegalArgumentException(
          "%d stages of a pipeline with %d groups of experts each do not divide the %d devices of the system"
              .formatted(stages, groups, devices));
    }
    return devices / (stages * groups);
  }

  /** Returns the parts of a batch that follow one another. */
  public int microBatches(long batch) {
    return (int) Math.min(batch, microBatches.orElse(stages));
  }
}
