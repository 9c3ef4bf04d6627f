package org.socompass.study.tiers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.draws.Uncertain;
import org.socompass.cost.manufacture.CostReport;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.FarMemories;
import org.socompass.hardware.tier.FarMemory;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.tier.TierUse;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.mapper.OperatorCache;

/**
 * From which price and bandwidth far memory pays, by generated tokens per second and USD, each
 * design with the batch that is best for it.
 *
 * <pre>{@code
 * rate  = max over batches that fit of batch * output tokens / end to end
 * price = (rate with / rate without * cost without - cost with, the far memory free) / capacity
 * }</pre>
 */
public final class FarStudy {
  /** Bandwidths around the stated one. */
  private static final double[] FACTORS = {0.125, 0.25, 0.5, 1, 2, 4, 8, 16};

  /** Largest batches are found to this share. */
  private static final int FINENESS = 32;

  /** Trade and makers of DRAM mean 2^30 bytes by a gigabyte. */
  private static final double BYTES_PER_GB = 1L << 30;

  private FarStudy() {}

  /**
   * What is asked.
   *
   * @param source the device, which has far memory
   * @param inference the inference; its batch is not used
   * @param settings how cost is computed
   * @param against another device, with what it has; empty for none
   */
  public record Request(
      DeviceSource source,
      InferenceRequest inference,
      CostSettings settings,
      Optional<DeviceSource> against) {}

  /**
   * A design with its best batch.
   *
   * @param name what it is
   * @param farBytesPerSecond bandwidth of its far memory [B/s]; empty without
   * @param mostBatch the largest batch that fits; 0 if not even one sequence does
   * @param batch the batch of the highest rate
   * @param farBytes what is far at that batch [B]
   * @param tokensPerSecond generated tokens per second, prompts included [1/s]
   * @param usd manufacturing cost of all devices [USD]; empty if not known
   * @param breakEvenUsdPerGb price of far memory at which it is as good as the device without it
   *     [USD/GB]; negative if it does not pay at any price; empty if that one can't run it
   * @param againstUsdPerGb the same against the other device
   */
  public record Design(
      String name,
      OptionalDouble farBytesPerSecond,
      long mostBatch,
      long batch,
      double farBytes,
      double tokensPerSecond,
      OptionalDouble usd,
      OptionalDouble breakEvenUsdPerGb,
      OptionalDouble againstUsdPerGb) {
    /** Returns tokens per second and USD [1/s/USD]. */
    public OptionalDouble perUsd() {
      return usd.isPresent() && tokensPerSecond > 0
          ? OptionalDouble.of(tokensPerSecond / usd.getAsDouble())
          : OptionalDouble.empty();
    }
  }

  /**
   * What is answered.
   *
   * @param memory the far memory as stated
   * @param fastest the fastest far memory that ships
   * @param without the device without far memory
   * @param against the other device; empty for none
   * @param with the device with far memory of several bandwidths, slowest first
   * @param usdPerGb price of the far memory as stated [USD/GB]; empty if not known
   * @param breakEvenBytesPerSecond bandwidth from which it pays at that price, between those of
   *     {@code with} along a line [B/s]; empty if it does at none of them, or is not known
   * @param againstBytesPerSecond the same against the other device
   */
  public record Result(
      FarMemory memory,
      FarMemories.Known fastest,
      Design without,
      Optional<Design> against,
      List<Design> with,
      OptionalDouble usdPerGb,
      OptionalDouble breakEvenBytesPerSecond,
      OptionalDouble againstBytesPerSecond) {
    /** Copies the list. */
    public Result {
      with = List.copyOf(with);
    }

    /** Returns whether a bandwidth is above that as stated and those that ship: none is known. */
    public boolean isBeyondKnown(double bytesPerSecond) {
      return bytesPerSecond > Math.max(memory.bytesPerSecond(), fastest.bytesPerSecond());
    }
  }

  /** A design with a batch. */
  private record Best(long mostBatch, long batch, double farBytes, double tokensPerSecond) {
    static final Best NONE = new Best(0, 0, 0, 0);
  }

  /** What a device costs, its far memory apart [USD]. */
  private record Price(OptionalDouble usd, OptionalDouble farUsd) {
    OptionalDouble rest() {
      return usd.isPresent() && farUsd.isPresent()
          ? OptionalDouble.of(usd.getAsDouble() - farUsd.getAsDouble())
          : OptionalDouble.empty();
    }
  }

  /**
   * Returns from where far memory pays.
   *
   * @throws InputException if the device has none, or can't run the model even with it
   */
  public static Result of(Request request, OperatorCache cache) {
    Device device = request.source().load();
    FarMemory far =
        device
            .tiers()
            .farMemory()
            .orElseThrow(
                () ->
                    new InputException(
                        "--break-even far-memory needs a device with far memory, but %s states none; name one, as in --set far_memory.extends=cxl-ddr5-x16"
                            .formatted(device.id())));
    CostExperiment costs = CostExperiment.nominal(request.settings());
    DeviceSource asked = withoutStorage(request.source());
    DeviceSource bare = further(asked, withoutFar(device));
    Best alone = best(bare, request.inference(), cache);
    Design without = design(device.id() + " without far memory", alone, price(bare, costs).usd());
    Optional<Design> against =
        request
            .against()
            .map(
                other ->
                    design(
                        other.load().id(),
                        best(withoutStorage(other), request.inference(), cache),
                        price(other, costs).usd()));
    Price whole = price(request.source(), costs);
    double gb = (double) far.capacityBytes() * device.deviceCount() / BYTES_PER_GB;
    List<Long> batches = batches(asked, request.inference(), Math.max(1, alone.mostBatch()), cache);
    if (batches.isEmpty()) {
      throw new InputException(
          "%s does not fit %s even with its far memory"
              .formatted(request.inference().model().id(), device.id()));
    }
    List<Design> with = new ArrayList<>();
    for (double factor : FACTORS) {
      double bandwidth = factor * far.bytesPerSecond();
      DeviceSource source =
          further(
              asked,
              List.of(
                  String.format(Locale.ROOT, "far_memory.bandwidth=%.6f GB/s", bandwidth / 1e9)));
      Best best = best(source, request.inference(), batches, cache);
      with.add(
          new Design(
              device.id(),
              OptionalDouble.of(bandwidth),
              best.mostBatch(),
              best.batch(),
              best.farBytes(),
              best.tokensPerSecond(),
              whole.usd(),
              breakEven(best, without, whole, gb),
              against.map(a -> breakEven(best, a, whole, gb)).orElse(OptionalDouble.empty())));
    }
    OptionalDouble usdPerGb =
        whole.farUsd().isPresent()
            ? OptionalDouble.of(whole.farUsd().getAsDouble() / gb)
            : OptionalDouble.empty();
    return new Result(
        far,
        FarMemories.fastest(),
        without,
        against,
        with,
        usdPerGb,
        crossing(with, usdPerGb, false),
        crossing(with, usdPerGb, true));
  }

  /** Weights that go to storage would make every batch fit. */
  private static DeviceSource withoutStorage(DeviceSource source) {
    return source.load().tiers().storage().isPresent()
        ? further(source, List.of("storage=none"))
        : source;
  }

  private static DeviceSource further(DeviceSource source, List<String> assignments) {
    List<String> all = new ArrayList<>(source.overrides());
    all.addAll(assignments);
    return source.overriddenBy(all);
  }

  private static List<String> withoutFar(Device device) {
    boolean hasInterface = device.area().map(a -> a.farMemory().isPresent()).orElse(false);
    return hasInterface
        ? List.of("far_memory=none", "area.far_memory=none")
        : List.of("far_memory=none");
  }

  private static Design design(String name, Best best, OptionalDouble usd) {
    return new Design(
        name,
        OptionalDouble.empty(),
        best.mostBatch(),
        best.batch(),
        best.farBytes(),
        best.tokensPerSecond(),
        usd,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static OptionalDouble breakEven(Best best, Design other, Price price, double gb) {
    OptionalDouble rest = price.rest();
    if (rest.isEmpty() || other.usd().isEmpty() || other.tokensPerSecond() == 0) {
      return OptionalDouble.empty();
    }
    double worth = best.tokensPerSecond() / other.tokensPerSecond() * other.usd().getAsDouble();
    return OptionalDouble.of((worth - rest.getAsDouble()) / gb);
  }

  /** Returns the bandwidth at which the break-even price is a price. */
  static OptionalDouble crossing(List<Design> with, OptionalDouble price, boolean isAgainst) {
    for (int i = 0; i < with.size() && price.isPresent(); i++) {
      OptionalDouble pays = pays(with.get(i), isAgainst);
      if (pays.isEmpty()) {
        return OptionalDouble.empty();
      }
      if (pays.getAsDouble() >= price.getAsDouble()) {
        double to = with.get(i).farBytesPerSecond().orElseThrow();
        if (i == 0) {
          return OptionalDouble.of(to);
        }
        double from = with.get(i - 1).farBytesPerSecond().orElseThrow();
        double before = pays(with.get(i - 1), isAgainst).orElseThrow();
        double share = (price.getAsDouble() - before) / (pays.getAsDouble() - before);
        return OptionalDouble.of(from + share * (to - from));
      }
    }
    return OptionalDouble.empty();
  }

  private static OptionalDouble pays(Design design, boolean isAgainst) {
    return isAgainst ? design.againstUsdPerGb() : design.breakEvenUsdPerGb();
  }

  private static Price price(DeviceSource source, CostExperiment costs) {
    Device device = source.load();
    CostReport cost = InputException.checked(() -> costs.of(device, source.anchor())).cost();
    return new Price(
        all(cost.system(), device),
        all(cost.farMemory().map(CostReport.FarMemoryCost::usd), device));
  }

  private static OptionalDouble all(Optional<Uncertain> usd, Device device) {
    return usd.map(u -> OptionalDouble.of(device.deviceCount() * u.value()))
        .orElse(OptionalDouble.empty());
  }

  /** Returns the best of the batches that fit; none of none. */
  private static Best best(
      DeviceSource source, InferenceRequest request, List<Long> batches, OperatorCache cache) {
    InferenceModel model = model(source, cache);
    Best best = Best.NONE;
    for (long batch : batches) {
      InferenceResult result = run(model, request, batch);
      double rate = batch * request.outputTokens() / result.endToEndSeconds();
      if (rate > best.tokensPerSecond()) {
        long most = batches.get(batches.size() - 1);
        best = new Best(most, batch, result.far().map(FarStudy::farBytes).orElse(0.0), rate);
      }
    }
    return best;
  }

  private static InferenceModel model(DeviceSource source, OperatorCache cache) {
    return new InferenceModel(source, Background.NONE, cache).withoutTimelines();
  }

  /**
   * Returns a batch, its doubles, and the largest that fits; none if it does not fit. Which fit
   * does not depend on bandwidths.
   */
  private static List<Long> batches(
      DeviceSource source, InferenceRequest request, long least, OperatorCache cache) {
    InferenceModel model = model(source, cache);
    InferenceResult first = run(model, request, least);
    if (!first.fitsInMemory()) {
      return List.of();
    }
    long most = most(model, request, first);
    List<Long> batches = new ArrayList<>();
    for (long batch = least; batch < most; batch *= 2) {
      batches.add(batch);
    }
    batches.add(most);
    return batches;
  }

  private static Best best(DeviceSource source, InferenceRequest request, OperatorCache cache) {
    return best(source, request, batches(source, request, 1, cache), cache);
  }

  private static double farBytes(PlacedFar far) {
    return far.plan().farBytes();
  }

  /** Returns the largest batch that fits, to a few percent: more never takes less. */
  private static long most(InferenceModel model, InferenceRequest request, InferenceResult first) {
    long fits = first.request().batch();
    long exceeds = ForwardPass.MAXIMUM_BATCH + 1;
    double each = (first.kvCacheBytes() + first.activationBytes()) / fits;
    double room =
        first.memoryCapacityBytes()
            - first.memoryReserveBytes()
            + first
                .device()
                .tiers()
                .farMemory()
                .map(f -> (double) f.capacityBytes() * first.device().deviceCount())
                .orElse(0.0)
            - first.weightsBytes();
    long probe = (long) Math.min(ForwardPass.MAXIMUM_BATCH, room / each);
    while (exceeds - fits > Math.max(1, fits / FINENESS)) {
      probe = Math.min(exceeds - 1, Math.max(fits + 1, probe));
      if (run(model, request, probe).fitsInMemory()) {
        fits = probe;
        probe = exceeds > ForwardPass.MAXIMUM_BATCH ? probe + probe / 8 + 1 : (fits + exceeds) / 2;
      } else {
        exceeds = probe;
        probe = (fits + exceeds) / 2;
      }
    }
    return fits;
  }

  private static InferenceResult run(InferenceModel model, InferenceRequest request, long batch) {
    TierUse use = request.tiers();
    return model.run(
        request
            .withLengths(request.promptTokens(), request.outputTokens(), batch)
            .placed(new TierUse(TierUse.Mode.AUTO, use.expertSkew(), use.readsExpertsAhead())));
  }
}
