package org.socompass.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.socompass.cost.area.AreaModel;
import org.socompass.cost.area.AreaReport;
import org.socompass.cost.carbon.CarbonModel;
import org.socompass.cost.carbon.CarbonReport;
import org.socompass.cost.constants.Sourced;
import org.socompass.cost.draws.Draws;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostModel;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;

/**
 * Area, cost and carbon of devices, with how uncertain they are.
 *
 * <p>All devices of an experiment see the same draws: the ratio of two of its numbers is as
 * uncertain as the constants that they do not share make it (common random numbers). The draws are
 * made once; a device takes a few hundred vector operations on them.
 *
 * <p>Safe for use by many threads; the results depend neither on their number nor on what was asked
 * before, though designs that differ in nothing that costs share them.
 */
public final class CostExperiment {
  /** Draws unless a user says otherwise. */
  public static final int DEFAULT_SAMPLES = 1000;

  /** Seed unless a user says otherwise. */
  public static final long DEFAULT_SEED = 1;

  private final CostSettings settings;
  private final Draws draws;
  private final AreaModel area;
  private final CostModel cost;
  private final CarbonModel carbon;
  private final KnownOutcomes known = new KnownOutcomes();

  private CostExperiment(CostSettings settings, Draws draws) {
    this.settings = settings;
    this.draws = draws;
    this.area = new AreaModel(draws);
    this.cost = new CostModel(settings, draws);
    this.carbon = new CarbonModel(draws);
  }

  /** Returns the experiment without draws: every constant at its value. */
  public static CostExperiment nominal(CostSettings settings) {
    return new CostExperiment(settings, Draws.NOMINAL);
  }

  /**
   * Returns an experiment that draws every constant.
   *
   * @param settings what the user chooses about the cost
   * @param samples draws, at least 2
   * @param seed seed; the same seed gives the same draws
   * @throws IllegalArgumentException if there are fewer than 2 draws
   */
  public static CostExperiment monteCarlo(CostSettings settings, int samples, long seed) {
    return new CostExperiment(settings, Draws.monteCarlo(samples, seed));
  }

  private static final class Holder {
    static final CostExperiment STANDARD =
        monteCarlo(CostSettings.DEFAULT, DEFAULT_SAMPLES, DEFAULT_SEED);
  }

  /** Returns the experiment with default settings, samples and seed. */
  public static CostExperiment standard() {
    return Holder.STANDARD;
  }

  /**
   * What there is to know about a device.
   *
   * @param area its area
   * @param cost its cost
   * @param carbon its embodied carbon
   */
  public record Outcome(AreaReport area, CostReport cost, CarbonReport carbon) {}

  /**
   * Returns area, cost and carbon of a device.
   *
   * @param device the device
   * @param anchor the same template without overrides: its die was measured
   * @throws org.socompass.input.InputException if the template names what the tables lack
   */
  public Outcome of(Device device, Device anchor) {
    return known.of(device, anchor, this::computed);
  }

  private Outcome computed(Device device, Device anchor) {
    AreaReport areas = area.report(device, anchor);
    CostReport costs = cost.report(device, areas);
    return new Outcome(areas, costs, carbon.report(device, areas, costs));
  }

  /** Returns the carbon intensity of the electricity that devices use [g CO2e/kWh]. */
  public Uncertain gridGramsPerKwh() {
    return settings.gridGramsPerKwh().isPresent()
        ? Uncertain.of(settings.gridGramsPerKwh().getAsDouble())
        : carbon.gridGramsPerKwh();
  }

  /** Returns the experiment itself, for constants of other models that belong to it. */
  public Draws draws() {
    return draws;
  }

  /** Returns the draws of the experiment; 0 if every constant is at its value. */
  public int samples() {
    return draws.size();
  }

  /**
   * What a result becomes when constants that are right or wrong together move from their 10th to
   * their 90th percentile, all others at their value.
   *
   * @param stream what the constants share; the id of the constant if it is one
   * @param constants the constants
   * @param low result at their 10th percentile
   * @param high result at their 90th percentile
   */
  public record Swing(String stream, List<Sourced> constants, double low, double high) {
    /** Copies the list. */
    public Swing {
      constants = List.copyOf(constants);
    }

    /** Returns how far the result moves. */
    public double size() {
      return Math.abs(high - low);
    }
  }

  /**
   * Returns what moves a result of a device, the most moving first; empty if the result lacks an
   * input.
   *
   * @param device the device
   * @param anchor the same template without overrides
   * @param result a number of an outcome
   */
  public List<Swing> sensitivity(
      Device device, Device anchor, Function<Outcome, Optional<Uncertain>> result) {
    var recorder = new Draws.Recorder();
    if (result.apply(new CostExperiment(settings, recorder).of(device, anchor)).isEmpty()) {
      return List.of();
    }
    Map<String, List<Sourced>> byStream = recorder.byStream();
    List<String> streams = List.copyOf(byStream.keySet());
    Optional<Uncertain> moved =
        result.apply(new CostExperiment(settings, Draws.oneAtATime(streams)).of(device, anchor));
    List<Swing> swings = new ArrayList<>();
    for (int i = 0; i < streams.size() && moved.isPresent(); i++) {
      double low = moved.get().at(2 * i);
      double high = moved.get().at(2 * i + 1);
      if (low != high) {
        swings.add(
            new Swing(streams.get(i), byStream.getOrDefault(streams.get(i), List.of()), low, high));
      }
    }
    swings.sort(Comparator.comparingDouble(Swing::size).reversed().thenComparing(Swing::stream));
    return swings;
  }
}
