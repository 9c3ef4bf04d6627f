package org.socompass.inference.rates;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Processor;
import org.socompass.operator.Matmul;
import org.socompass.operator.Rates;

/**
 * What an engine makes of a processor, as shares of what the processor's specification says, so
 * that another chip follows from its own.
 *
 * @param mostCores cores that it uses at most
 * @param kernelRows which kernels take how many rows
 * @param products share of the peak that products reach, by {@code ACTIVATION*WEIGHT}, by the type
 *     of the weights, or {@code default}; those of experts by {@code experts} if it is there
 * @param unpackOperations vector operations to unpack and multiply a weight for a single row, by
 *     the same keys [op]
 * @param memoryShare share of main memory's peak that long reads reach, in (0, 1]
 * @param portShare share of the processor's own port, in (0, 1]
 * @param attention how it attends
 * @param host time of the host's CPU between operators
 * @param prompts how prompts are cut
 * @param fit which constants were fitted, and on what
 */
public record EngineRates(
    int mostCores,
    KernelRows kernelRows,
    Map<String, ProductRate> products,
    Map<String, Double> unpackOperations,
    double memoryShare,
    double portShare,
    AttentionRate attention,
    HostTime host,
    Prompts prompts,
    Fit fit) {
  /** Key of what holds for all other types. */
  public static final String DEFAULT = "default";

  /** Key of the products of experts, which kernels of their own compute together. */
  public static final String EXPERTS = "experts";

  /** Copies the maps. */
  public EngineRates {
    products = Map.copyOf(products);
    unpackOperations = Map.copyOf(unpackOperations);
    if (!products.containsKey(DEFAULT)) {
      throw new IllegalArgumentException("products need a rate of " + DEFAULT);
    }
  }

  /**
   * A share of a peak.
   *
   * @param unit type whose peak it is: in it the engine multiplies
   * @param share share of the peak, in (0, 1]
   * @param matrixShare the same where a matrix unit multiplies this type, if kernels for it reach
   *     another share than those for vector units
   */
  public record ProductRate(DataType unit, double share, OptionalDouble matrixShare) {
    /** A rate that is the same on any unit. */
    public ProductRate(DataType unit, double share) {
      this(unit, share, OptionalDouble.empty());
    }

    /** Returns the share on a processor. */
    double shareOn(Processor processor) {
      return matrixShare.isPresent() && Rates.matrixOperations(processor, unit).isPresent()
          ? matrixShare.getAsDouble()
          : share;
    }
  }

  /**
   * How attention is timed: {@code t = max( operations / (share * peak), bytes of K and V /
   * (cacheShare * bandwidth) )}.
   *
   * @param unit type whose peak is meant
   * @param share share of the peak, in (0, 1]
   * @param cacheShare share of the rate of weights at which the cache is read; above 1 where the
   *     cache stays on chip
   * @param storesScores whether scores lie in memory between a product with keys, a softmax and a
   *     product with values, each head reading the keys and values of its group for itself; else
   *     one kernel does it all (flash attention)
   */
  public record AttentionRate(
      DataType unit, double share, double cacheShare, boolean storesScores) {}

  /**
   * Time of the host between operators: {@code t = t_layer * (reference / speed) * layers}, where
   * speed is the clock of the CPU times its SIMD pipes, a stand-in for its instructions a second.
   *
   * @param prefillSeconds a layer and pass of a prompt [s]
   * @param tokenSeconds beside it a layer and token of a prompt [s]
   * @param decodeSeconds a layer and token of decode [s]
   * @param referenceHz clock times pipes of the host that the times are of [Hz]
   */
  public record HostTime(
      double prefillSeconds, double tokenSeconds, double decodeSeconds, double referenceHz) {}

  /**
   * How prompts are cut.
   *
   * @param chunkTokens tokens of a pass; a prompt takes whole passes
   * @param context tokens over which a static graph attends, however few there are yet
   * @param contextOf the same of models that were exported otherwise
   */
  public record Prompts(long chunkTokens, long context, Map<String, Long> contextOf) {
    /** Prompts in one pass, attention over what there is. */
    public static final Prompts WHOLE = new Prompts(Long.MAX_VALUE, 1, Map.of());

    /** Copies the map. */
    public Prompts {
      contextOf = Map.copyOf(contextOf);
    }

    /** Returns the tokens over which a model attends if it holds so many. */
    public long attended(String model, long held) {
      return Math.max(held, contextOf.getOrDefault(model, context));
    }
  }

  /**
   * What was fitted.
   *
   * @param constants names of the fitted constants, as {@link RateConstants} has them
   * @param parent engine that it is derived from, around whose constants its own lie; may be empty
   * @param on data sets and devices
   * @param kinds kinds of kernels that constants belong to, by name of the constant: engines whose
   *     kernels do the same work with the same instructions are expected to be alike
   * @param known constants of kinds that engines timed by another law have, by the kind
   */
  public record Fit(
      List<String> constants,
      Optional<String> parent,
      String on,
      Map<String, String> kinds,
      Map<String, Known> known) {
    /** Copies the lists. */
    public Fit {
      constants = List.copyOf(constants);
      kinds = Map.copyOf(kinds);
      known = Map.copyOf(known);
    }
  }

  /**
   * A constant of a kind that an engine timed by another law has.
   *
   * @param value its value
   * @param devices devices that it was measured on
   */
  public record Known(double value, int devices) {}

  /** Returns the rates on so many cores at most. */
  public EngineRates withMostCores(int cores) {
    return new EngineRates(
        cores,
        kernelRows,
        products,
        unpackOperations,
        memoryShare,
        portShare,
        attention,
        host,
        prompts,
        fit);
  }

  /**
   * Returns the rate of a product.
   *
   * @param isExperts whether it is one of experts
   */
  public ProductRate rate(Matmul product, boolean isExperts) {
    ProductRate found = products.get(key(product, isExperts, products));
    return found == null ? products.values().iterator().next() : found;
  }

  /** Returns the vector operations that a weight of a product costs [op]. */
  public double unpackOperations(Matmul product) {
    return Optional.ofNullable(unpackOperations.get(key(product, false, unpackOperations)))
        .orElse(0.0);
  }

  private static String key(Matmul product, boolean isExperts, Map<String, ?> byType) {
    String weight = product.weight().id();
    if (isExperts && byType.containsKey(EXPERTS)) {
      String typed = EXPERTS + "*" + weight;
      return byType.containsKey(typed) ? typed : EXPERTS;
    }
    String both = product.activation().id() + "*" + weight;
    return byType.containsKey(both) ? both : byType.containsKey(weight) ? weight : DEFAULT;
  }
}
