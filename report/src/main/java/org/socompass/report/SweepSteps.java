package org.socompass.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import org.socompass.report.chart.NumberText;

/**
 * Distinct values of a column in order.
 *
 * @param names the values as text
 * @param of index of the value of each design; empty where it has none
 */
record SweepSteps(List<String> names, List<OptionalDouble> of) {
  static SweepSteps of(SweepColumn column) {
    if (column.values() instanceof SweepColumn.Words words) {
      List<String> names = words.all().stream().filter(w -> !w.isEmpty()).distinct().toList();
      return new SweepSteps(names, words.all().stream().map(w -> index(names.indexOf(w))).toList());
    }
    List<Double> values = new ArrayList<>(ordered(column));
    List<OptionalDouble> of = new ArrayList<>();
    for (int i = 0; i < column.values().count(); i++) {
      OptionalDouble number = column.number(i);
      of.add(
          number.isPresent()
              ? index(Collections.binarySearch(values, number.getAsDouble()))
              : number);
    }
    return new SweepSteps(values.stream().map(NumberText::tick).toList(), of);
  }

  /** Returns how many distinct values a column has. */
  static int count(SweepColumn column) {
    return column.values() instanceof SweepColumn.Words words
        ? (int) words.all().stream().filter(w -> !w.isEmpty()).distinct().count()
        : ordered(column).size();
  }

  private static SortedSet<Double> ordered(SweepColumn column) {
    SortedSet<Double> values = new TreeSet<>();
    for (double value : column.known()) {
      values.add(value);
    }
    return values;
  }

  private static OptionalDouble index(int at) {
    return at < 0 ? OptionalDouble.empty() : OptionalDouble.of(at);
  }

  /** Returns the index of the value of a design; empty where it has none. */
  OptionalDouble at(int design) {
    return of.get(design);
  }

  /** Returns how many values there are. */
  int count() {
    return names.size();
  }
}
