package org.socompass.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.evaluation.Metric.Better;
import org.socompass.report.chart.Range;

/**
 * A quantity of all designs.
 *
 * @param id its name in CSV; carries the unit
 * @param label its name in tables and charts
 * @param unit its unit as shown; empty if it has none
 * @param role what it is to the sweep
 * @param better which way is better; empty if neither is
 * @param limits what it must keep to; no limits if it needn't
 * @param values one for each design
 * @param spread how uncertain they are; empty if that is not known
 */
public record SweepColumn(
    String id,
    String label,
    String unit,
    Role role,
    Optional<Better> better,
    Limits limits,
    Values values,
    Optional<Spread> spread) {

  /**
   * Validates the column.
   *
   * @throws IllegalArgumentException if values and spread are of different lengths
   */
  public SweepColumn {
    int count = values.count();
    spread.ifPresent(
        s -> {
          if (s.low().size() != count || s.high().size() != count) {
            throw new IllegalArgumentException(
                "%s has %d values, but %d and %d quantiles"
                    .formatted(id, count, s.low().size(), s.high().size()));
          }
        });
  }

  /** What a column is to a sweep. */
  public enum Role {
    /** Names the design or its workload. */
    IDENTITY,
    /** Is varied. */
    PARAMETER,
    /** Is a result. */
    METRIC,
    /** Is a result that the spec wants to have in its results. */
    REQUESTED,
    /** Is a result that the sweep looks for the best of. */
    OBJECTIVE
  }

  /**
   * What a result must keep to.
   *
   * @param least the least that is allowed; empty for any
   * @param most the most that is allowed; empty for any
   */
  public record Limits(OptionalDouble least, OptionalDouble most) {
    /** No limits. */
    public static final Limits NONE = new Limits(OptionalDouble.empty(), OptionalDouble.empty());
  }

  /**
   * Quantiles of a result under the uncertainty of its inputs.
   *
   * @param low p10 of each design; empty where there is no result
   * @param high p90 of each design; empty where there is no result
   */
  public record Spread(List<OptionalDouble> low, List<OptionalDouble> high) {
    /** Copies the lists. */
    public Spread {
      low = List.copyOf(low);
      high = List.copyOf(high);
    }
  }

  /** One value for each design. */
  public sealed interface Values {
    /** Returns how many there are. */
    int count();
  }

  /**
   * Numbers.
   *
   * @param all one for each design; empty where there is none
   */
  public record Numbers(List<OptionalDouble> all) implements Values {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a number is not finite
     */
    public Numbers {
      all = List.copyOf(all);
      for (OptionalDouble value : all) {
        if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
          throw new IllegalArgumentException("a value is not finite: " + value.getAsDouble());
        }
      }
    }

    @Override
    public int count() {
      return all.size();
    }
  }

  /**
   * Words.
   *
   * @param all one for each design; empty text where there is none
   */
  public record Words(List<String> all) implements Values {
    /** Copies the list. */
    public Words {
      all = List.copyOf(all);
    }

    @Override
    public int count() {
      return all.size();
    }
  }

  /** Returns a column without limits and spread. */
  public static SweepColumn of(
      String id, String label, String unit, Role role, Optional<Better> better, Values values) {
    return new SweepColumn(id, label, unit, role, better, Limits.NONE, values, Optional.empty());
  }

  /** Returns this column with limits. */
  public SweepColumn within(Limits value) {
    return new SweepColumn(id, label, unit, role, better, value, values, spread);
  }

  /** Returns this column with quantiles. */
  public SweepColumn with(Spread value) {
    return new SweepColumn(id, label, unit, role, better, limits, values, Optional.of(value));
  }

  /** Returns the label with its unit. */
  public String title() {
    return unit.isEmpty() ? label : label + " [" + unit + "]";
  }

  /** Returns the numbers that there are, in the order of the designs; none if these are words. */
  double[] known() {
    return values instanceof Numbers numbers
        ? numbers.all().stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray()
        : new double[0];
  }

  /** Returns how uncertain the number of a design is; empty if that is not known. */
  Optional<Range> range(int design) {
    if (spread.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble low = spread.get().low().get(design);
    OptionalDouble high = spread.get().high().get(design);
    return low.isPresent() && high.isPresent()
        ? Optional.of(new Range(low.getAsDouble(), high.getAsDouble()))
        : Optional.empty();
  }

  /** Returns the number of a design; empty if there is none, or if these are words. */
  public OptionalDouble number(int design) {
    return values instanceof Numbers numbers ? numbers.all().get(design) : OptionalDouble.empty();
  }
}
