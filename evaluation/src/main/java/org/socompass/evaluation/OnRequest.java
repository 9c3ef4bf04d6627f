package org.socompass.evaluation;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an evaluation knows only if somebody asks, since it takes predictions of its own: the energy
 * with its draws takes one for each constant, sustained operation one for each clock.
 *
 * <p>Each is computed at most once, when first asked for. Safe for use by many threads.
 */
public final class OnRequest {
  private final Memo<EnergyUncertainty> energy;
  private final Memo<SustainedEvaluation> sustained;

  private OnRequest(
      Supplier<Optional<EnergyUncertainty>> energy,
      Supplier<Optional<SustainedEvaluation>> sustained) {
    this.energy = new Memo<>(energy);
    this.sustained = new Memo<>(sustained);
  }

  /**
   * Returns what can be asked for.
   *
   * @param energy computes the energy with draws; empty if the template lacks its constants
   * @param sustained computes sustained operation
   */
  public static OnRequest of(
      Supplier<Optional<EnergyUncertainty>> energy, Supplier<SustainedEvaluation> sustained) {
    return new OnRequest(energy, () -> Optional.of(sustained.get()));
  }

  /**
   * Returns what is known already.
   *
   * @param energy the energy with draws; empty if the template lacks its constants
   * @param sustained sustained operation; empty if nobody asked
   */
  public static OnRequest known(
      Optional<EnergyUncertainty> energy, Optional<SustainedEvaluation> sustained) {
    return new OnRequest(() -> energy, () -> sustained);
  }

  /** Returns the energy with draws; empty if it can't be asked for or lacks constants. */
  public Optional<EnergyUncertainty> energy() {
    return energy.get();
  }

  /** Returns sustained operation; empty if it can't be asked for. */
  public Optional<SustainedEvaluation> sustained() {
    return sustained.get();
  }
}
