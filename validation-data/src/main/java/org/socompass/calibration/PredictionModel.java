package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.Point;

/**
 * Predicted latencies of all measurements for values of the parameters. A group of rows is
 * predicted again only if a parameter that affects it has a value that was not seen lately. The
 * result does not depend on how many threads take part: each row has its own slot.
 */
final class PredictionModel {
  private static final int MOST_KEPT = 200;

  private final List<Parameter> parameters;
  private final Measurements data;
  private final boolean[][] affects;
  private final List<Map<List<Double>, double[]>> kept = new ArrayList<>();

  /** One part of a group that must be predicted. */
  private static final class Task {
    private final Dataset chunk;
    private final List<String> overrides;
    private final double[] into;
    private final int offset;

    Task(Dataset chunk, List<String> overrides, double[] into, int offset) {
      this.chunk = chunk;
      this.overrides = overrides;
      this.into = into;
      this.offset = offset;
    }

    void carryOut() {
      int i = offset;
      for (Point p : Measurements.predict(chunk, overrides)) {
        into[i++] = p.prediction().map(Point.Prediction::value).orElse(Double.NaN);
      }
    }
  }

  PredictionModel(List<Parameter> parameters, Measurements data) {
    this.parameters = List.copyOf(parameters);
    this.data = data;
    this.affects = new boolean[data.groups().size()][parameters.size()];
    for (int g = 0; g < affects.length; g++) {
      for (int p = 0; p < parameters.size(); p++) {
        affects[g][p] = !data.groups().get(g).hidden().contains(parameters.get(p).path());
      }
      kept.add(new Latest());
    }
  }

  /** The predictions asked for last. */
  private static final class Latest extends LinkedHashMap<List<Double>, double[]> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<List<Double>, double[]> eldest) {
      return size() > MOST_KEPT;
    }
  }

  /** Says that a parameter does not affect a group. */
  void exclude(int group, int parameter) {
    affects[group][parameter] = false;
  }

  /** Returns whether a parameter affects a group. */
  boolean affects(int group, int parameter) {
    return affects[group][parameter];
  }

  /** Returns a parameter and those among others that affect a group with it, however indirectly. */
  Set<Integer> together(int parameter, List<Integer> among) {
    Set<Integer> found = new LinkedHashSet<>(Set.of(parameter));
    boolean grows = true;
    while (grows) {
      grows = false;
      for (boolean[] group : affects) {
        if (found.stream().anyMatch(p -> group[p])) {
          grows |= found.addAll(among.stream().filter(p -> group[p]).toList());
        }
      }
    }
    return found;
  }

  /** Returns which measurements any of the parameters affects. */
  boolean[] affected(List<Integer> by) {
    boolean[] result = new boolean[data.points().size()];
    for (int g = 0; g < affects.length; g++) {
      boolean[] group = affects[g];
      if (by.stream().anyMatch(p -> group[p])) {
        int first = data.groups().get(g).first();
        Arrays.fill(result, first, first + data.groups().get(g).size(), true);
      }
    }
    return result;
  }

  /**
   * Returns the latency of each measurement [s]; NaN where a row can't be predicted.
   *
   * @param values value of each parameter in its unit
   * @throws InputException if the template is not valid with these values
   */
  double[] seconds(double[] values) {
    List<double[]> results = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (int g = 0; g < affects.length; g++) {
      Measurements.Group group = data.groups().get(g);
      List<Double> key = new ArrayList<>();
      List<String> overrides = new ArrayList<>();
      for (int p = 0; p < values.length; p++) {
        if (affects[g][p]) {
          Parameter parameter = parameters.get(p);
          key.add(values[p]);
          if (values[p] != parameter.start()) {
            overrides.add(parameter.path() + "=" + parameter.text(values[p]));
          }
        }
      }
      double[] known = kept.get(g).get(key);
      if (known == null) {
        known = new double[group.size()];
        kept.get(g).put(key, known);
        int offset = 0;
        for (Dataset chunk : group.chunks()) {
          tasks.add(new Task(chunk, overrides, known, offset));
          offset += chunk.tables().get(0).rows().size();
        }
      }
      results.add(known);
    }
    try {
      tasks.parallelStream().forEach(Task::carryOut);
    } catch (InputException e) {
      kept.forEach(Map::clear);
      throw e;
    }
    double[] all = new double[data.points().size()];
    for (int g = 0; g < affects.length; g++) {
      Measurements.Group group = data.groups().get(g);
      System.arraycopy(results.get(g), 0, all, group.first(), group.size());
    }
    return all;
  }

  /** Returns the values of the template. */
  double[] start() {
    return parameters.stream().mapToDouble(Parameter::start).toArray();
  }

  /** Returns the values with one changed. */
  static double[] with(double[] values, int parameter, double value) {
    double[] changed = Arrays.copyOf(values, values.length);
    changed[parameter] = value;
    return changed;
  }
}
