package org.socompass.cli.select;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.socompass.cli.format.Facts;
import org.socompass.cli.format.Listing;
import org.socompass.cli.format.TextTable;
import org.socompass.selection.Backend;
import org.socompass.selection.Confusion;
import org.socompass.selection.Evaluation;
import org.socompass.selection.Evaluation.Choice;
import org.socompass.selection.Features;
import org.socompass.selection.Pair;
import org.socompass.selection.Profile;
import org.socompass.selection.ProfileRow;
import org.socompass.selection.Settings;
import org.socompass.selection.Stage;
import org.socompass.study.SelectStudy;

/** How good the selector is, in all forms. */
final class SelectReport {
  private static final double PERCENT = 100;
  private static final List<String> JUDGED =
      List.of(
          "oracle",
          "oracle_us",
          "selected",
          "selected_us",
          "regret_percent",
          "speedup_over_gpu",
          "speedup_over_npu",
          "oracle_speedup_over_gpu",
          "oracle_speedup_over_npu");

  /** Columns of the CSV: those of a profile, then what was picked for the row. */
  static final List<String> HEADER =
      Stream.concat(ProfileRow.COLUMNS.stream(), JUDGED.stream()).toList();

  private final Profile profile;
  private final Settings settings;
  private final int folds;
  private final Evaluation evaluation;

  SelectReport(SelectStudy.Result result) {
    this.profile = result.profile();
    this.settings = result.settings();
    this.folds = result.folds();
    this.evaluation = result.evaluation();
  }

  List<List<Object>> rows() {
    return evaluation.choices().stream().map(SelectReport::cells).toList();
  }

  private static List<Object> cells(Choice choice) {
    ProfileRow row = choice.row();
    Pair oracle = row.oracle();
    List<Object> cells = new ArrayList<>(row.cells());
    cells.add(oracle.id());
    cells.add(row.micros(oracle));
    cells.add(choice.selected().id());
    cells.add(row.micros(choice.selected()));
    cells.add(choice.regret() * PERCENT);
    for (Pair pair : List.of(choice.selected(), oracle)) {
      for (Backend alone : Backend.values()) {
        cells.add(row.speedup(pair, alone));
      }
    }
    return cells;
  }

  Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("source", profile.source());
    root.put("rows", profile.rows().size());
    root.put("folds", folds);
    root.put("trees", settings.trees());
    root.put("neighbours", settings.neighbours());
    root.put("seed", settings.seed());
    root.put("oracle_agreement_percent", evaluation.agreement() * PERCENT);
    root.put("commonest_pair", evaluation.commonest().id());
    root.put("commonest_pair_percent", evaluation.share(evaluation.commonest()) * PERCENT);
    root.put("mean_regret_percent", evaluation.meanRegret() * PERCENT);
    root.put("max_regret_percent", evaluation.greatestRegret() * PERCENT);
    for (Backend alone : Backend.values()) {
      root.put("mean_speedup_over_" + alone.id(), evaluation.meanSpeedup(alone));
      root.put("mean_oracle_speedup_over_" + alone.id(), evaluation.meanOracleSpeedup(alone));
    }
    List<Map<String, Object>> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      stages.add(json(stage));
    }
    root.put("stages", stages);
    root.put("points", new Listing("points", HEADER, rows()).objects());
    return root;
  }

  private Map<String, Object> json(Stage stage) {
    Confusion confusion = evaluation.confusion(stage);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("stage", stage.id());
    result.put("accuracy_percent", confusion.accuracy() * PERCENT);
    Map<String, Object> matrix = new LinkedHashMap<>();
    for (Backend oracle : Backend.values()) {
      for (Backend picked : Backend.values()) {
        matrix.put(
            "oracle_" + oracle.id() + "_selected_" + picked.id(), confusion.count(oracle, picked));
      }
    }
    result.put("confusion", matrix);
    Map<String, Object> importance = new LinkedHashMap<>();
    for (int f = 0; f < Features.NAMES.size(); f++) {
      importance.put(Features.NAMES.get(f), importance(stage, f) * PERCENT);
    }
    result.put("importance_percent", importance);
    return result;
  }

  private double importance(Stage stage, int feature) {
    return evaluation.importance().getOrDefault(stage, List.of()).get(feature);
  }

  String table() {
    return new Facts()
            .add("profile", profile.source() + ", " + profile.rows().size() + " points")
            .add("cross-validation", folds + " folds, seed " + settings.seed())
            .add(
                "oracle agreement",
                percent(evaluation.agreement())
                    + "; always "
                    + evaluation.commonest().id()
                    + " would have "
                    + percent(evaluation.share(evaluation.commonest())))
            .add(
                "regret",
                percent(evaluation.meanRegret())
                    + " in the mean, "
                    + percent(evaluation.greatestRegret())
                    + " at most")
            .add("speed-up over GPU alone", speedup(Backend.GPU))
            .add("speed-up over NPU alone", speedup(Backend.NPU))
            .render()
        + "\n"
        + confusions()
        + "\n"
        + importances()
        + "\n"
        + decisions();
  }

  private String speedup(Backend alone) {
    return String.format(
        Locale.ROOT,
        "%.2f in the geometric mean; the oracle's %.2f",
        evaluation.meanSpeedup(alone),
        evaluation.meanOracleSpeedup(alone));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * PERCENT);
  }

  private String confusions() {
    var table = new TextTable("stage", "oracle", "selected gpu", "selected npu", "accuracy");
    for (Stage stage : Stage.values()) {
      Confusion confusion = evaluation.confusion(stage);
      for (Backend oracle : Backend.values()) {
        table.row(
            stage.id(),
            oracle.id(),
            String.valueOf(confusion.count(oracle, Backend.GPU)),
            String.valueOf(confusion.count(oracle, Backend.NPU)),
            oracle == Backend.GPU ? percent(confusion.accuracy()) : "");
      }
    }
    return table.render();
  }

  private String importances() {
    var table = new TextTable("feature", "accuracy lost, qkv", "accuracy lost, core");
    for (int f = 0; f < Features.NAMES.size(); f++) {
      table.row(
          Features.NAMES.get(f),
          percent(importance(Stage.QKV_PROJECTION, f)),
          percent(importance(Stage.ATTENTION_CORE, f)));
    }
    return table.render();
  }

  /** What is picked over n, one line for each phase, precision and d. */
  private String decisions() {
    Map<List<String>, List<Choice>> groups = new LinkedHashMap<>();
    for (Choice choice : evaluation.choices()) {
      var point = choice.row().point();
      var key = List.of(point.phase().id(), point.precision().id(), String.valueOf(point.d()));
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(choice);
    }
    var table =
        new TextTable("phase", "precision", "d", "over GPU", "over NPU", "selected from n on");
    groups.forEach(
        (key, choices) ->
            table.row(
                key.get(0),
                key.get(1),
                key.get(2),
                range(choices, c -> c.row().speedup(c.selected(), Backend.GPU)),
                range(choices, c -> c.row().speedup(c.selected(), Backend.NPU)),
                runs(choices)));
    return table.render();
  }

  private static String range(List<Choice> choices, ToDoubleFunction<Choice> value) {
    var statistics = choices.stream().mapToDouble(value).summaryStatistics();
    return String.format(Locale.ROOT, "%.2f-%.2f", statistics.getMin(), statistics.getMax());
  }

  private static String runs(List<Choice> choices) {
    List<String> runs = new ArrayList<>();
    String before = "";
    for (Choice choice : choices) {
      String selected = choice.selected().id();
      if (!selected.equals(before)) {
        runs.add(choice.row().point().n() + " " + selected);
        before = selected;
      }
    }
    return String.join(", ", runs);
  }
}
