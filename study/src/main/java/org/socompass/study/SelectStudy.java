package org.socompass.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.Device;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.input.InputException;
import org.socompass.selection.AttentionPoint;
import org.socompass.selection.Evaluation;
import org.socompass.selection.Grid;
import org.socompass.selection.Pair;
import org.socompass.selection.Profile;
import org.socompass.selection.Profiler;
import org.socompass.selection.SavedSelector;
import org.socompass.selection.Selector;
import org.socompass.selection.Settings;

/** Which of GPU and NPU runs which stage of attention: learnt from profiles, judged, applied. */
public final class SelectStudy {
  /** Key of the template's engine for this study. */
  private static final String SELECT = "select";

  private SelectStudy() {}

  /** Where the times to learn from come from. */
  public sealed interface Times {}

  /**
   * Times of the models.
   *
   * @param device template id or path
   * @param overrides {@code path=value} assignments of the user
   * @param engine engine whose constants apply; empty for what the template names
   * @param grid the points
   * @param headDim elements of a head
   * @param handOver what a change of backends costs
   */
  public record Predicted(
      String device,
      List<String> overrides,
      Optional<String> engine,
      Grid grid,
      long headDim,
      HandOver handOver)
      implements Times {
    /** Copies the overrides. */
    public Predicted {
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Times of a file.
   *
   * @param file a CSV file
   */
  public record Measured(Path file) implements Times {}

  /** What a change of backends costs. */
  public sealed interface HandOver {}

  /**
   * What the template says.
   *
   * @param kind by the driver or by polling
   */
  public record OfTemplate(Profiler.HandOver kind) implements HandOver {}

  /**
   * A given time.
   *
   * @param seconds the time [s]
   */
  public record Given(double seconds) implements HandOver {}

  /**
   * What is asked.
   *
   * @param times times to learn from
   * @param settings of the two classifiers
   * @param folds folds of the cross-validation
   * @param command the words of the command line that asks; empty if none does
   */
  public record Request(Times times, Settings settings, int folds, List<String> command) {
    /** Copies the command. */
    public Request {
      command = List.copyOf(command);
    }
  }

  /**
   * What is answered.
   *
   * @param profile the times
   * @param settings of the two classifiers
   * @param folds folds of the cross-validation
   * @param evaluation how good the selector is on points that it did not see
   * @param provenance where the result comes from
   */
  public record Result(
      Profile profile, Settings settings, int folds, Evaluation evaluation, Provenance provenance) {
    /** Returns the selector that learnt from all times. */
    public SavedSelector selector() {
      return new SavedSelector(profile, settings);
    }
  }

  /**
   * What a selector picks.
   *
   * @param point for what
   * @param pair backends of both stages
   */
  public record Decision(AttentionPoint point, Pair pair) {}

  /**
   * Returns a selector and how good it is.
   *
   * @throws InputException if the times can't be had, or there are too few for the folds
   */
  public static Result of(Request request) {
    Provenance provenance = Provenance.of(request.command()).seed(request.settings().seed());
    Profile profile;
    if (request.times() instanceof Predicted predicted) {
      profile = InputException.checked(() -> profile(predicted));
      provenance = provenance.device(new DeviceSource(predicted.device(), predicted.overrides()));
    } else {
      profile = Profile.read(((Measured) request.times()).file());
      provenance =
          provenance.input(
              Provenance.Kind.DATA, profile.source(), List.of(), profile.rows().toString());
    }
    Profile learnt = profile;
    Evaluation evaluation =
        InputException.checked(
            () -> Evaluation.crossValidated(learnt, request.settings(), request.folds()));
    return new Result(learnt, request.settings(), request.folds(), evaluation, provenance);
  }

  private static Profile profile(Predicted times) {
    List<AttentionPoint> points = times.grid().points();
    var source = new DeviceSource(times.device(), times.overrides());
    ProcessNodes.builtIn().check(source.template().tree(times.overrides()));
    Device plain = source.load();
    Optional<String> engine =
        times.engine().or(() -> Optional.ofNullable(plain.engines().get(SELECT)));
    Device device = engine.map(name -> source.load(Engines.profile(name))).orElse(plain);
    Profiler profiler =
        times.handOver() instanceof OfTemplate template
            ? new Profiler(device, times.headDim(), template.kind())
            : new Profiler(device, times.headDim(), ((Given) times.handOver()).seconds());
    return profiler.profile(points);
  }

  /**
   * Returns what a saved selector picks.
   *
   * @param file the selector
   * @param grid for which points
   * @throws InputException if the file is no selector, or a point is not possible
   */
  public static List<Decision> apply(Path file, Grid grid) {
    List<AttentionPoint> points = InputException.checked(grid::points);
    Selector selector = InputException.checked(() -> SavedSelector.read(file).train());
    return points.stream().map(p -> new Decision(p, selector.select(p))).toList();
  }
}
