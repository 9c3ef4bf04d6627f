package org.socompass.selection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How good selectors are on rows that they have not seen: k-fold cross-validation.
 *
 * @param choices what was picked for each row, in the order of the profile
 * @param importance by stage, the accuracy lost when a feature's values are shuffled among the rows
 *     of a fold, in the order of {@link Features#NAMES}; negative if shuffling helped
 */
public record Evaluation(List<Choice> choices, Map<Stage, List<Double>> importance) {
  /**
   * What was picked for a row.
   *
   * @param row the row
   * @param selected the pair picked by the selector that had not seen the row
   */
  public record Choice(ProfileRow row, Pair selected) {
    /** Returns whether the pair is as fast as the fastest. */
    public boolean agrees() {
      return selected.equals(row.oracle());
    }

    /** Returns the time lost, as a share of the fastest pair's. */
    public double regret() {
      return row.regret(selected);
    }
  }

  /** Copies the results. */
  public Evaluation {
    choices = List.copyOf(choices);
    importance = Collections.unmodifiableMap(new EnumMap<>(importance));
  }

  /**
   * Returns the evaluation of a profile. Rows are dealt to the folds after a seeded shuffle; each
   * is judged by the selector that learnt from the other folds.
   *
   * @param folds at least two, at most as many as there are rows
   * @throws IllegalArgumentException if the number of folds is out of its range
   */
  public static Evaluation crossValidated(Profile profile, Settings settings, int folds) {
    List<ProfileRow> rows = profile.rows();
    if (folds < 2 || folds > rows.size()) {
      throw new IllegalArgumentException(
          "folds must be in [2, %d], the rows of the profile, but is %d"
              .formatted(rows.size(), folds));
    }
    var random = new Random(settings.seed());
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    Collections.shuffle(order, random);
    Choice[] choices = new Choice[rows.size()];
    var lost = new EnumMap<Stage, double[]>(Stage.class);
    for (Stage stage : Stage.values()) {
      lost.put(stage, new double[Features.NAMES.size()]);
    }
    for (int fold = 0; fold < folds; fold++) {
      List<ProfileRow> known = new ArrayList<>();
      List<ProfileRow> held = new ArrayList<>();
      for (int i = 0; i < order.size(); i++) {
        (i % folds == fold ? held : known).add(rows.get(order.get(i)));
      }
      Selector selector = Selector.train(known, settings);
      for (int i = fold; i < order.size(); i += folds) {
        ProfileRow row = rows.get(order.get(i));
        choices[order.get(i)] = new Choice(row, selector.select(row.point()));
      }
      lost.forEach((stage, sums) -> shuffle(stage, selector, held, random, sums));
    }
    var importance = new EnumMap<Stage, List<Double>>(Stage.class);
    lost.forEach(
        (stage, sums) ->
            importance.put(
                stage,
                IntStream.range(0, sums.length).mapToObj(f -> sums[f] / rows.size()).toList()));
    return new Evaluation(List.of(choices), importance);
  }

  /** Adds the right answers that each feature's shuffling costs. */
  private static void shuffle(
      Stage stage, Selector selector, List<ProfileRow> held, Random random, double[] sums) {
    List<double[]> vectors = held.stream().map(row -> Features.of(row.point(), stage)).toList();
    List<Backend> right = held.stream().map(row -> row.oracle().of(stage)).toList();
    // Each stage is judged on its own: the projection runs where the oracle has it.
    List<Backend> projections = held.stream().map(row -> row.oracle().qkv()).toList();
    int known = 0;
    for (int i = 0; i < held.size(); i++) {
      Backend picked = selector.backend(stage, vectors.get(i), projections.get(i));
      known += picked == right.get(i) ? 1 : 0;
    }
    for (int f = 0; f < sums.length; f++) {
      int feature = f;
      List<Double> values = new ArrayList<>(vectors.stream().map(v -> v[feature]).toList());
      Collections.shuffle(values, random);
      sums[f] += known;
      for (int i = 0; i < held.size(); i++) {
        double[] shuffled = vectors.get(i).clone();
        shuffled[f] = values.get(i);
        Backend picked = selector.backend(stage, shuffled, projections.get(i));
        sums[f] -= picked == right.get(i) ? 1 : 0;
      }
    }
  }

  /** Returns the confusion matrix of a stage. */
  public Confusion confusion(Stage stage) {
    Confusion result = Confusion.NONE;
    for (Choice choice : choices) {
      result = result.with(choice.row().oracle().of(stage), choice.selected().of(stage));
    }
    return result;
  }

  /** Returns the share of rows for which both stages are the oracle's. */
  public double agreement() {
    return mean(choice -> choice.agrees() ? 1 : 0);
  }

  /** Returns the pair that is fastest most often. */
  public Pair commonest() {
    return Pair.ALL.stream().max(Comparator.comparingDouble(this::share)).orElseThrow();
  }

  /**
   * Returns the share of rows for which a pair is the fastest: the agreement of always picking it.
   */
  public double share(Pair pair) {
    return mean(choice -> choice.row().oracle().equals(pair) ? 1 : 0);
  }

  /** Returns the mean of the regrets. */
  public double meanRegret() {
    return mean(Choice::regret);
  }

  /** Returns the greatest regret. */
  public double greatestRegret() {
    return choices.stream().mapToDouble(Choice::regret).max().orElseThrow();
  }

  /** Returns the geometric mean of the speed-ups of the selected pairs over one backend. */
  public double meanSpeedup(Backend alone) {
    return Math.exp(mean(c -> Math.log(c.row().speedup(c.selected(), alone))));
  }

  /** Returns the geometric mean of the speed-ups of the fastest pairs over one backend. */
  public double meanOracleSpeedup(Backend alone) {
    return Math.exp(mean(c -> Math.log(c.row().speedup(c.row().oracle(), alone))));
  }

  private double mean(ToDoubleFunction<Choice> value) {
    return choices.stream().mapToDouble(value).average().orElseThrow();
  }
}
