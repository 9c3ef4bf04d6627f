package org.socompass.study;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.socompass.cost.area.AreaValidation;
import org.socompass.input.Digests;
import org.socompass.input.InputException;
import org.socompass.input.TextFile;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.MeasuredFile;
import org.socompass.validation.MeasurementSource;
import org.socompass.validation.MeasurementTable;
import org.socompass.validation.Point;
import org.socompass.validation.Summaries;
import org.socompass.validation.Summary;
import org.socompass.validation.Validator;

/** Predictions against measurements. */
public final class ValidateStudy {
  private static final int MOST_REASONS = 40;

  private static final long GREATEST_TABLE_BYTES = 16L << 20;

  private ValidateStudy() {}

  /**
   * What is asked.
   *
   * @param data folders of data sets; empty for those that ship
   * @param overrides {@code path=value} assignments for the template of every device
   * @param command the words of the command line that asks; empty if none does
   * @param devices devices whose rows are asked for, ids or paths; empty for all
   * @param bench what another tool measured, in place of data
   */
  public record Request(
      List<Path> data,
      List<String> overrides,
      List<String> command,
      List<String> devices,
      Optional<Bench> bench) {
    /** Copies the lists. */
    public Request {
      data = List.copyOf(data);
      overrides = List.copyOf(overrides);
      command = List.copyOf(command);
      devices = List.copyOf(devices);
    }
  }

  /**
   * What another tool measured.
   *
   * @param file what it wrote
   * @param measured how it is read, and what was measured
   */
  public record Bench(Path file, MeasuredFile measured) {}

  /**
   * What is answered. The points themselves went to who asked for them.
   *
   * @param summaries errors by data set, operator, device and processor
   * @param skipped the first reasons why rows were skipped, and how many rows for each
   * @param otherSkipped rows skipped for other reasons than these
   * @param isNonePredicted whether no row could be predicted
   * @param provenance where the result comes from
   */
  public record Result(
      List<Summary> summaries,
      Map<String, Integer> skipped,
      int otherSkipped,
      boolean isNonePredicted,
      Provenance provenance) {
    /** Copies list and map. */
    public Result {
      summaries = List.copyOf(summaries);
      skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    }
  }

  /**
   * Predicted against measured areas.
   *
   * @param rows the blocks
   * @param summaries errors by chip
   * @param provenance where the result comes from
   */
  public record AreaResult(
      List<AreaValidation.Row> rows,
      List<AreaValidation.Summary> summaries,
      Provenance provenance) {
    /** Copies the lists. */
    public AreaResult {
      rows = List.copyOf(rows);
      summaries = List.copyOf(summaries);
    }

    /** Returns the mean error of the four chips held out [%]. */
    public double heldOutPercent() {
      return summaries.stream()
          .filter(s -> s.name().equals(AreaValidation.ALL_CHIPS))
          .mapToDouble(s -> 100 * s.heldOut().orElse(0))
          .sum();
    }
  }

  /** The measurements of a request, whose rows are read from their files on each pass. */
  public static final class Opened {
    private final Request request;
    private final List<MeasurementSource> sources;

    private Opened(Request request) {
      this.request = request;
      this.sources =
          request.bench().isPresent()
              ? ValidateStudy.sources(List.of(bench(request.bench().get())))
              : request.data().isEmpty()
                  ? ValidateStudy.sources(DatasetReader.builtIn())
                  : request.data().stream()
                      .flatMap(f -> DatasetReader.sources(f).stream())
                      .toList();
    }

    /** Returns the columns of all tables. */
    public Set<String> columns() {
      Set<String> result = new LinkedHashSet<>();
      sources.forEach(s -> s.tables().forEach(table -> result.addAll(table.columns())));
      return result;
    }

    /**
     * Returns predictions beside measurements.
     *
     * @param progress told the data set before it is predicted
     * @param sink takes each point
     * @throws InputException if a data set is not valid, or overrides leave no row to predict
     */
    public Result predict(Consumer<String> progress, Consumer<Point> sink) {
      var summaries = new Summaries();
      var skipped = new Skipped();
      new Validator(request.overrides(), request.devices())
          .points(
              sources,
              progress,
              point -> {
                summaries.add(point);
                skipped.add(point);
                sink.accept(point);
              });
      if (skipped.isAll && !request.overrides().isEmpty()) {
        throw new InputException("no row can be predicted: " + skipped.first);
      }
      return new Result(
          summaries.summaries(),
          skipped.reasons,
          skipped.others,
          skipped.isAll,
          provenance(request.command(), sources));
    }
  }

  private static Dataset bench(Bench bench) {
    return bench
        .measured()
        .read(bench.file().toString(), TextFile.read(bench.file(), GREATEST_TABLE_BYTES));
  }

  /** Why rows were skipped. A row's own mistake has its line, so that there may be many. */
  private static final class Skipped {
    private final Map<String, Integer> reasons = new LinkedHashMap<>();
    private int others;
    private boolean isAll = true;
    private String first = "";

    void add(Point point) {
      isAll &= point.prediction().isEmpty();
      if (point.skipReason().isEmpty()) {
        return;
      }
      first = first.isEmpty() ? point.skipReason() : first;
      String reason = point.dataset() + ": " + point.skipReason();
      if (reasons.containsKey(reason) || reasons.size() < MOST_REASONS) {
        reasons.merge(reason, 1, Integer::sum);
      } else {
        others++;
      }
    }
  }

  /**
   * Opens the measurements of a request.
   *
   * @throws InputException if a description or a header is not valid
   */
  public static Opened open(Request request) {
    return new Opened(request);
  }

  /** Returns predicted areas beside measured ones. */
  public static AreaResult area(List<String> command) {
    var validation = new AreaValidation();
    return new AreaResult(validation.rows(), validation.summaries(), Provenance.of(command));
  }

  /** Returns the data sets of folders. */
  public static List<Dataset> read(List<Path> folders) {
    List<Dataset> datasets = new ArrayList<>();
    folders.forEach(folder -> datasets.addAll(DatasetReader.folder(folder)));
    return datasets;
  }

  /** Returns data sets in memory as what gives their rows one after the other. */
  public static List<MeasurementSource> sources(List<Dataset> datasets) {
    return datasets.stream().map(MeasurementSource::of).toList();
  }

  /** Returns the provenance of a result of data sets of folders; of those that ship if none. */
  public static Provenance provenance(List<String> command, Collection<Path> folders) {
    return provenance(
        command, sources(folders.isEmpty() ? DatasetReader.builtIn() : read(List.copyOf(folders))));
  }

  /** Returns the provenance of a result of measurements. */
  public static Provenance provenance(List<String> command, List<MeasurementSource> sources) {
    Provenance result = Provenance.of(command);
    for (MeasurementSource source : sources) {
      MessageDigest digest = Digests.sha256();
      for (MeasurementTable table : source.tables()) {
        take(digest, table.name() + table.columns() + "\n");
        table.forEach(
            row -> {
              var text = new StringBuilder();
              table.columns().forEach(c -> text.append(row.fields().get(c)).append(','));
              take(digest, text.append('\n').toString());
            });
      }
      result =
          result.input(
              new Provenance.Input(
                  Provenance.Kind.DATA,
                  source.dataset().id(),
                  List.of(),
                  Digests.hex(digest.digest())));
    }
    return result;
  }

  private static void take(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
