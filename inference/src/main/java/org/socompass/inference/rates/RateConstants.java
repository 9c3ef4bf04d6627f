package org.socompass.inference.rates;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.socompass.inference.rates.EngineRates.AttentionRate;
import org.socompass.inference.rates.EngineRates.HostTime;
import org.socompass.inference.rates.EngineRates.ProductRate;

/**
 * The constants of {@link EngineRates} by the names that they have in an engine's file, so that a
 * fit can read and set them.
 */
public final class RateConstants {
  private static final String PRODUCTS = "products.";
  private static final String SHARE = ".share";
  private static final String MATRIX_SHARE = ".matrix_share";
  private static final String UNPACK = "unpack.";

  private RateConstants() {}

  /** Returns all names, sorted. */
  public static List<String> names(EngineRates rates) {
    var names = new TreeSet<String>(List.of("memory_share", "port_share"));
    rates.products().keySet().forEach(k -> names.add(PRODUCTS + k + SHARE));
    rates
        .products()
        .forEach(
            (k, rate) -> rate.matrixShare().ifPresent(x -> names.add(PRODUCTS + k + MATRIX_SHARE)));
    rates.unpackOperations().keySet().forEach(k -> names.add(UNPACK + k));
    names.addAll(List.of("attention.share", "attention.cache_share"));
    names.addAll(List.of("host.prefill", "host.token", "host.decode"));
    return List.copyOf(names);
  }

  /**
   * Returns the value of a constant, in SI units.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static double value(EngineRates rates, String name) {
    if (name.startsWith(PRODUCTS) && name.endsWith(SHARE)) {
      ProductRate rate = rates.products().get(between(name, PRODUCTS, SHARE));
      if (rate != null) {
        return rate.share();
      }
    }
    if (name.startsWith(PRODUCTS) && name.endsWith(MATRIX_SHARE)) {
      ProductRate rate = rates.products().get(between(name, PRODUCTS, MATRIX_SHARE));
      if (rate != null && rate.matrixShare().isPresent()) {
        return rate.matrixShare().getAsDouble();
      }
    }
    if (name.startsWith(UNPACK)) {
      Double unpack = rates.unpackOperations().get(between(name, UNPACK, ""));
      if (unpack != null) {
        return unpack;
      }
    }
    return switch (name) {
      case "memory_share" -> rates.memoryShare();
      case "port_share" -> rates.portShare();
      case "attention.share" -> rates.attention().share();
      case "attention.cache_share" -> rates.attention().cacheShare();
      case "host.prefill" -> rates.host().prefillSeconds();
      case "host.token" -> rates.host().tokenSeconds();
      case "host.decode" -> rates.host().decodeSeconds();
      default -> throw new IllegalArgumentException("'" + name + "' is not one of " + names(rates));
    };
  }

  /** Returns the rates with one constant set. */
  public static EngineRates with(EngineRates r, String name, double value) {
    Map<String, ProductRate> products = new LinkedHashMap<>(r.products());
    Map<String, Double> unpack = new LinkedHashMap<>(r.unpackOperations());
    double memory = r.memoryShare();
    double port = r.portShare();
    AttentionRate a = r.attention();
    HostTime h = r.host();
    if (name.startsWith(PRODUCTS) && name.endsWith(MATRIX_SHARE)) {
      products.computeIfPresent(
          between(name, PRODUCTS, MATRIX_SHARE),
          (k, old) -> new ProductRate(old.unit(), old.share(), OptionalDouble.of(value)));
    } else if (name.startsWith(PRODUCTS)) {
      products.computeIfPresent(
          between(name, PRODUCTS, SHARE),
          (k, old) -> new ProductRate(old.unit(), value, old.matrixShare()));
    } else if (name.startsWith(UNPACK)) {
      unpack.put(between(name, UNPACK, ""), value);
    } else {
      switch (name) {
        case "memory_share" -> memory = value;
        case "port_share" -> port = value;
        case "attention.share" ->
            a = new AttentionRate(a.unit(), value, a.cacheShare(), a.storesScores());
        case "attention.cache_share" ->
            a = new AttentionRate(a.unit(), a.share(), value, a.storesScores());
        case "host.prefill" ->
            h = new HostTime(value, h.tokenSeconds(), h.decodeSeconds(), h.referenceHz());
        case "host.token" ->
            h = new HostTime(h.prefillSeconds(), value, h.decodeSeconds(), h.referenceHz());
        case "host.decode" ->
            h = new HostTime(h.prefillSeconds(), h.tokenSeconds(), value, h.referenceHz());
        default -> throw new IllegalArgumentException("'" + name + "' is not one of " + names(r));
      }
    }
    return new EngineRates(
        r.mostCores(), r.kernelRows(), products, unpack, memory, port, a, h, r.prompts(), r.fit());
  }

  private static String between(String name, String start, String end) {
    return name.substring(start.length(), name.length() - end.length());
  }
}
