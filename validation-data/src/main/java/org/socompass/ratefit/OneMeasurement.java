package org.socompass.ratefit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.socompass.inference.pass.RatedPass;
import org.socompass.inference.rates.EngineRates;
import org.socompass.inference.rates.RateConstants;
import org.socompass.inference.rates.RateLaw;
import org.socompass.input.InputException;

/**
 * The constants of an engine on one device from a measured prefill, a measured decode, or both:
 *
 * <pre>{@code
 * g: t(bandwidth * g up to the memory's peak, unpacking / g, host in decode / g) = measured decode
 * f: t(shares * f, host in prefill / f) = measured prefill
 * }</pre>
 *
 * <p>Two numbers move all constants of a kind together, so that other models keep the proportions
 * that the engine has on all devices.
 */
public final class OneMeasurement {
  private static final double GREATEST_FACTOR = 50;
  private static final int HALVINGS = 80;
  private static final double TOLERANCE = 1e-3;

  private OneMeasurement() {}

  /**
   * What follows.
   *
   * @param rates the rates that hold on the device, the share of its port possibly above 1
   * @param constants constants that changed, by name, for the engine's file
   * @param bytesPerSecond rate of main memory that the processor reaches under the engine; empty if
   *     decode was not measured [B/s]
   * @param prefillFactor how many times faster prompts are than predicted; empty if not measured
   * @param decodeFactor how many times faster decode is than predicted; empty if not measured
   */
  public record Result(
      EngineRates rates,
      Map<String, Double> constants,
      OptionalDouble bytesPerSecond,
      OptionalDouble prefillFactor,
      OptionalDouble decodeFactor) {
    /** Copies the map. */
    public Result {
      constants = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }
  }

  /**
   * A measured pass.
   *
   * @param pass what was measured
   * @param seconds its time [s]
   */
  public record Measured(RatedPass pass, double seconds) {}

  /**
   * Returns the constants. Of several measurements of a phase each gives a factor, and their median
   * counts.
   *
   * @param rates the engine's rates on all devices
   * @throws InputException if a measurement is beyond what the device allows
   */
  public static Result of(EngineRates rates, List<Measured> prefill, List<Measured> decode) {
    OptionalDouble g = median(decode, m -> factor(m, c -> faster(rates, c), "decode"));
    EngineRates decoding = g.isPresent() ? faster(rates, g.getAsDouble()) : rates;
    OptionalDouble f = median(prefill, m -> factor(m, c -> prompts(decoding, c), "prefill"));
    EngineRates changed = f.isPresent() ? prompts(decoding, f.getAsDouble()) : decoding;
    OptionalDouble bandwidth =
        decode.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(bandwidth(changed, decode.get(0).pass()));
    return new Result(changed, changes(rates, changed), bandwidth, f, g);
  }

  /** Returns the median of the factors; of an even number the geometric mean of the middle two. */
  private static OptionalDouble median(List<Measured> measured, ToDoubleFunction<Measured> factor) {
    if (measured.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] sorted = measured.stream().mapToDouble(factor).sorted().toArray();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : Math.sqrt(sorted[middle - 1] * sorted[middle]));
  }

  private static double bandwidth(EngineRates rates, RatedPass pass) {
    return RateLaw.bandwidth(rates, pass.processor(), pass.memory()).bytesPerSecond();
  }

  /** Returns the factor by which constants give the measured time: more is never slower. */
  private static double factor(Measured m, DoubleFunction<EngineRates> scaled, String phase) {
    double low = 1 / GREATEST_FACTOR;
    double high = GREATEST_FACTOR;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = Math.sqrt(low * high);
      if (m.pass().seconds(scaled.apply(middle)) > m.seconds()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double factor = Math.sqrt(low * high);
    double reached = m.pass().seconds(scaled.apply(factor));
    if (Math.abs(reached / m.seconds() - 1) > TOLERANCE) {
      boolean isFaster = m.seconds() < reached;
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %.4g s are %s, %.4g s%s",
              phase,
              m.seconds(),
              isFaster
                  ? "beyond what the peaks of the device and its memory allow"
                  : "more than its rows would take one by one",
              reached,
              isFaster ? "" : "; state more tokens, or measure again"));
    }
    return factor;
  }

  /** Everything that decode takes, so many times faster; no more than the memory's peak. */
  private static EngineRates faster(EngineRates rates, double factor) {
    EngineRates r = rates;
    for (String name : RateConstants.names(rates)) {
      double value = RateConstants.value(rates, name);
      if (name.equals("memory_share")) {
        r = RateConstants.with(r, name, Math.min(1, value * factor));
      } else if (name.equals("port_share")) {
        r = RateConstants.with(r, name, value * factor);
      } else if (name.startsWith("unpack.") || name.equals("host.decode")) {
        r = RateConstants.with(r, name, value / factor);
      }
    }
    return r;
  }

  /** Everything that only prompts take, so many times faster; no share above the peak. */
  private static EngineRates prompts(EngineRates rates, double factor) {
    EngineRates r = rates;
    for (String name : RateConstants.names(rates)) {
      double value = RateConstants.value(rates, name);
      if (name.startsWith("products.") || name.equals("attention.share")) {
        r = RateConstants.with(r, name, Math.min(1, value * factor));
      } else if (name.equals("host.prefill") || name.equals("host.token")) {
        r = RateConstants.with(r, name, value / factor);
      }
    }
    return r;
  }

  /** What an engine's file states: shares of the memory and of the port stay those of a share. */
  private static Map<String, Double> changes(EngineRates before, EngineRates after) {
    Map<String, Double> result = new LinkedHashMap<>();
    for (String name : RateConstants.names(before)) {
      double old = RateConstants.value(before, name);
      double now = RateConstants.value(after, name);
      if (name.equals("memory_share")) {
        now = Math.min(1, Math.max(old, now));
      } else if (name.equals("port_share")) {
        now = 1;
      }
      if (now != old) {
        result.put(name, now);
      }
    }
    return result;
  }

  /** Returns an engine's file that extends another with these constants. */
  public static String engineFile(String engine, Map<String, Double> constants, String source) {
    List<String> lines =
        new ArrayList<>(List.of("extends: " + engine, "source: \"" + source + '"'));
    lines.add("rates:");
    Map<String, List<String>> sections = new LinkedHashMap<>();
    Map<String, List<String>> products = new LinkedHashMap<>();
    constants.forEach(
        (name, value) -> {
          int dot = name.indexOf('.');
          String key = dot < 0 ? name : name.substring(dot + 1);
          boolean isTime = name.startsWith("host.");
          String text = isTime ? value * 1e3 + " ms" : Double.toString(value);
          if (name.startsWith("products.")) {
            int field = key.lastIndexOf('.');
            products
                .computeIfAbsent(key.substring(0, field), k -> new ArrayList<>())
                .add(key.substring(field + 1) + ": " + text);
            return;
          }
          sections
              .computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), k -> new ArrayList<>())
              .add(key + ": " + text);
        });
    products.forEach(
        (type, fields) ->
            sections
                .computeIfAbsent("products", k -> new ArrayList<>())
                .add(type + ": {" + String.join(", ", fields) + "}"));
    sections.forEach(
        (section, entries) -> {
          String indent = section.isEmpty() ? "  " : "    ";
          if (!section.isEmpty()) {
            lines.add("  " + section + ":");
          }
          entries.forEach(e -> lines.add(indent + e));
        });
    return String.join("\n", lines) + "\n";
  }
}
