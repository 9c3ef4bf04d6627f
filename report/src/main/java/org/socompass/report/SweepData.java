package org.socompass.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A design-space exploration as a report shows it.
 *
 * @param title heading
 * @param facts what was explored and how: method, seed, limits, device
 * @param points points of the sweep, of which the designs may be some
 * @param columns quantities, one value for each design
 * @param designs designs in the order of the sweep
 * @param breakdowns what results are made of
 * @param commands command lines that evaluate a design once its arguments follow, one a workload
 * @param subject what runs on what, as figures say that stand alone
 */
public record SweepData(
    String title,
    List<Fact> facts,
    long points,
    List<SweepColumn> columns,
    List<SweepDesign> designs,
    List<SweepBreakdown> breakdowns,
    List<Command> commands,
    String subject) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a column or a part has not one value for each design, or
   *     there are more designs than points
   */
  public SweepData {
    facts = List.copyOf(facts);
    columns = List.copyOf(columns);
    designs = List.copyOf(designs);
    breakdowns = List.copyOf(breakdowns);
    commands = List.copyOf(commands);
    if (points < designs.size()) {
      throw new IllegalArgumentException(
          "%d designs of %d points".formatted(designs.size(), points));
    }
    for (SweepColumn column : columns) {
      checkCount(column.id(), column.values().count(), designs.size());
    }
    for (SweepBreakdown breakdown : breakdowns) {
      for (SweepBreakdown.Part part : breakdown.parts()) {
        checkCount(part.label(), part.values().size(), designs.size());
      }
    }
  }

  /**
   * A command line.
   *
   * @param label what it runs
   * @param words its words
   */
  public record Command(String label, List<String> words) {
    /** Copies the words. */
    public Command {
      words = List.copyOf(words);
    }
  }

  private static void checkCount(String name, int values, int designs) {
    if (values != designs) {
      throw new IllegalArgumentException(
          "%s has %d values for %d designs".formatted(name, values, designs));
    }
  }

  /** Returns the columns of a role. */
  public List<SweepColumn> columns(SweepColumn.Role role) {
    return columns.stream().filter(c -> c.role() == role).toList();
  }

  /** Returns the indices of the designs to choose from, or of all with results if there is none. */
  List<Integer> choosable() {
    List<Integer> result = new ArrayList<>(indices(SweepDesign.Standing.FRONT));
    result.addAll(indices(SweepDesign.Standing.FEASIBLE));
    return result.isEmpty() ? indices(SweepDesign.Standing.INFEASIBLE) : result;
  }

  /** Returns the indices of the designs of a standing. */
  public List<Integer> indices(SweepDesign.Standing standing) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < designs.size(); i++) {
      if (designs.get(i).standing() == standing) {
        result.add(i);
      }
    }
    return result;
  }
}
