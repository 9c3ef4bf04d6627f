package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.rates.EngineRates;
import org.socompass.llm.Phase;
import org.socompass.ratefit.RatePriors.Prior;

/**
 * The constants of engines from rows, where each engine knows of the others:
 *
 * <pre>{@code
 * 1. each engine alone, around what its constants mean
 * 2. kind of kernels   m = median over the engines of ln(constant) that rows told, its own left out
 *                      m' = (n m / b^2 + m0 / s0^2) / (n / b^2 + 1 / s0^2)
 *                      s'^2 = b^2 + 1 / (n / b^2 + 1 / s0^2)
 * 3. each engine again, around its parent where rows told it of the parent, else around its kind
 * }</pre>
 *
 * <p>{@code m0, s0} are the prior of the constant's meaning, {@code n} the engines of the kind,
 * {@code b} how far engines of a kind are apart. A constant that no row of its engine tells is then
 * what its siblings have: an engine on a device that it was never measured on falls back to the
 * family.
 */
final class EngineFits {
  /** How far a constant may be from that of the engine that it is derived from. */
  private static final double PARENT_DEVIATION = 0.5;

  /** How far shares of peaks of engines of a kind are apart, assumed. */
  private static final double SHARE_DEVIATION = 0.4;

  /** The same of what they spend on a weight or a layer, which formats and runtimes tell apart. */
  private static final double COST_DEVIATION = 0.8;

  /** A constant was told by rows if they leave less than this share of the prior's deviation. */
  private static final double TOLD = 0.5;

  private final List<RatedRow> rows;
  private final Map<String, RateFit.Solution> alone = new LinkedHashMap<>();
  private final Map<String, RateFit.Solution> together = new LinkedHashMap<>();

  EngineFits(List<RatedRow> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Returns the constants of an engine. */
  Map<String, Double> of(String engine) {
    return together(engine).values();
  }

  /**
   * Returns the engines and devices that an engine's constants of a phase rest on: its own, those
   * of the engines that it is derived from, and those that told constants of its kinds.
   */
  Set<String> restsOn(String engine, String phase) {
    Set<String> result = new TreeSet<>(ownDevices(engine, phase));
    EngineRates.Fit fit = fit(engine);
    fit.parent().ifPresent(parent -> result.addAll(restsOn(parent, phase)));
    for (String constant : fit.constants()) {
      if (RatePriors.isOfPrompts(constant) == phase.equals(Phase.PREFILL.id())) {
        kind(fit, constant)
            .ifPresent(
                kind ->
                    members(kind, engine, constant)
                        .forEach(member -> result.addAll(devices(member.engine(), phase))));
      }
    }
    return result;
  }

  /** Returns the same of the engine itself and those that it is derived from. */
  Set<String> ownDevices(String engine, String phase) {
    Set<String> result = new TreeSet<>(devices(engine, phase));
    fit(engine).parent().ifPresent(parent -> result.addAll(ownDevices(parent, phase)));
    return result;
  }

  private Set<String> devices(String engine, String phase) {
    Set<String> result = new TreeSet<>();
    rowsOf(engine).stream()
        .filter(r -> r.phase().equals(phase))
        .forEach(r -> result.add(engine + " on " + r.device()));
    return result;
  }

  private List<RatedRow> rowsOf(String engine) {
    return rows.stream().filter(r -> r.engine().equals(engine)).toList();
  }

  private static EngineRates.Fit fit(String engine) {
    return EngineLibrary.byId(engine).rates().orElseThrow().fit();
  }

  private static Optional<String> kind(EngineRates.Fit fit, String constant) {
    return Optional.ofNullable(fit.kinds().get(constant));
  }

  private RateFit.Solution alone(String engine) {
    RateFit.Solution found = alone.get(engine);
    if (found == null) {
      found = RateFit.of(fit(engine).constants(), rowsOf(engine), Map.of());
      alone.put(engine, found);
    }
    return found;
  }

  private RateFit.Solution together(String engine) {
    RateFit.Solution found = together.get(engine);
    if (found == null) {
      EngineRates.Fit fit = fit(engine);
      Map<String, Prior> expected = new LinkedHashMap<>();
      for (String constant : fit.constants()) {
        expected(engine, fit, constant).ifPresent(prior -> expected.put(constant, prior));
      }
      found = RateFit.of(fit.constants(), rowsOf(engine), expected);
      together.put(engine, found);
    }
    return found;
  }

  private Optional<Prior> expected(String engine, EngineRates.Fit fit, String constant) {
    Prior general = RatePriors.of(constant);
    if (fit.parent().isPresent()) {
      RateFit.Solution parent = together(fit.parent().get());
      Double value = parent.values().get(constant);
      if (value != null && (isTold(constant, parent) || kind(fit, constant).isEmpty())) {
        return Optional.of(new Prior(value, Math.min(general.deviation(), PARENT_DEVIATION)));
      }
    }
    return kind(fit, constant).map(kind -> pooled(constant, kind, members(kind, engine, constant)));
  }

  private static boolean isTold(String constant, RateFit.Solution solution) {
    Double deviation = solution.deviations().get(constant);
    return deviation != null && deviation < TOLD * RatePriors.of(constant).deviation();
  }

  /** A constant that rows of an engine told: once, or on so many devices apart. */
  private record Member(String engine, double value, long devices) {}

  private List<Member> members(String kind, String engine, String constant) {
    List<Member> result = new ArrayList<>();
    for (String other : EngineLibrary.ids()) {
      if (EngineLibrary.byId(other).rates().isEmpty()) {
        continue;
      }
      EngineRates.Fit fit = fit(other);
      EngineRates.Known known = fit.known().get(kind);
      if (known != null) {
        result.add(new Member(other, known.value(), known.devices()));
      }
      if (rowsOf(other).isEmpty()) {
        continue;
      }
      for (String name : fit.constants()) {
        boolean isItself = other.equals(engine) && name.equals(constant);
        Double value = alone(other).values().get(name);
        if (!isItself
            && value != null
            && kind(fit, name).equals(Optional.of(kind))
            && isTold(name, alone(other))) {
          result.add(new Member(other, value, 1));
        }
      }
    }
    return result;
  }

  private static Prior pooled(String constant, String kind, List<Member> members) {
    Prior general = RatePriors.of(constant, kind);
    double deviation = constant.endsWith("share") ? SHARE_DEVIATION : COST_DEVIATION;
    double between = deviation * deviation;
    double wide = general.deviation() * general.deviation();
    int n = members.size();
    double weight = n / between + 1 / wide;
    double middle = n == 0 ? 0 : median(members);
    double mean = (n * middle / between + Math.log(general.median()) / wide) / weight;
    return new Prior(
        Math.exp(mean), Math.min(general.deviation(), Math.sqrt(between + 1 / weight)));
  }

  /** Returns the median of the logarithms, of each as often as it was told. */
  private static double median(List<Member> members) {
    double[] sorted =
        members.stream()
            .flatMapToDouble(
                m -> DoubleStream.generate(() -> Math.log(m.value())).limit(m.devices()))
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
