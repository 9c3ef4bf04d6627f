package org.socompass.cli.option;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.CachedPrefix.Tier;
import org.socompass.inference.tier.TierUse;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import picocli.CommandLine.Option;

/** Where weights are: in main memory, in far memory beside it or in storage below it. */
public final class TierOptions {
  /** What may pay or not. */
  public enum BreakEven {
    /** Reuse of a cached prefix. */
    PREFIX,
    /** Far memory. */
    FAR_MEMORY;

    /** Returns the name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--placement",
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "Where weights are: dram-only, in memory as if they fitted; far, in far memory as far as they"
              + " or keys and values do not fit; flash, in storage as far as they do not fit, read ahead;"
              + " mmap, in a mapped file, read when touched; auto, if they do not fit far or flash,"
              + " where the device has it. Default: ${DEFAULT-VALUE}.")
  String placement = "auto";

  @Option(
      names = "--expert-skew",
      paramLabel = "S",
      description =
          "Exponent of the Zipf law by which tokens choose experts, for the cache of experts alone; 0 if"
              + " all are alike. Default: that of the routing (--routing-skew, or the model's file).")
  @Nullable Double expertSkew;

  @Option(
      names = "--experts-ahead",
      description =
          "Experts are known before the attention of their layer, so that reading them hides behind"
              + " it.")
  boolean expertsAhead;

  @Option(
      names = "--cached-prefix",
      paramLabel = "TOKENS",
      description =
          "Tokens at the start of each prompt whose keys and values are there from before: only the"
              + " rest is computed, while they come layer by layer. Default: 0.")
  long cachedPrefix;

  @Option(
      names = "--cache-tier",
      paramLabel = "TIER",
      defaultValue = "dram",
      description =
          "Where the cached prefix is: dram, in main memory; far, in memory behind a link; storage;"
              + " network. Default: ${DEFAULT-VALUE}.")
  String cacheTier = "dram";

  @Option(
      names = "--break-even",
      paramLabel = "WHAT",
      description =
          "Instead of the run show from where something pays: prefix, from which bandwidth and how many"
              + " tokens reuse does; far-memory, from which bandwidth and price far memory does, by"
              + " tokens/s and USD at the best batch, also over another device with --against; --plot"
              + " draws it.")
  Optional<String> breakEven = Optional.empty();

  @Option(
      names = "--prefill-device",
      paramLabel = "ID|FILE",
      description =
          "Instead of the run show the prompt on this device and the output on --device, keys and"
              + " values sent over their networks while later layers work.")
  Optional<String> prefillDevice = Optional.empty();

  /** Returns the device of the prompt, if it is another one. */
  public Optional<DeviceSource> prefillDevice() {
    return prefillDevice.map(id -> DeviceOptions.source(id, List.of()));
  }

  /**
   * Returns what to show of it, from where it pays.
   *
   * @throws InputException if it is something else, or a prefix of no tokens
   */
  public Optional<BreakEven> breakEven() {
    Optional<BreakEven> asked =
        breakEven.map(
            what ->
                UserInput.named(
                    "--break-even: unknown", what, List.of(BreakEven.values()), BreakEven::id));
    if (asked.equals(Optional.of(BreakEven.PREFIX)) && cachedPrefix == 0) {
      throw new InputException("--break-even prefix needs --cached-prefix");
    }
    if (asked.equals(Optional.of(BreakEven.FAR_MEMORY)) && cachedPrefix > 0) {
      throw new InputException("--break-even far-memory takes no --cached-prefix");
    }
    return asked;
  }

  /**
   * Returns a request with its weights where the options say.
   *
   * @throws InputException if there is no such mode, or the skew is out of range
   */
  public InferenceRequest placed(InferenceRequest request) {
    Mode mode =
        UserInput.named("--placement: unknown mode", placement, List.of(Mode.values()), Mode::id);
    double skew = expertSkew == null ? request.model().routingSkew() : expertSkew;
    if (!(skew >= 0 && skew <= TierUse.GREATEST_SKEW)) {
      throw new InputException(
          "--expert-skew must be in [0, 4], but is " + Quoted.shown(String.valueOf(skew)));
    }
    Tier tier =
        UserInput.named("--cache-tier: unknown tier", cacheTier, List.of(Tier.values()), Tier::id);
    if (cachedPrefix < 0 || cachedPrefix >= request.promptTokens()) {
      throw new InputException(
          "--cached-prefix must be in [0, %d], less than --prompt, but is %d"
              .formatted(request.promptTokens() - 1, cachedPrefix));
    }
    var use = new TierUse(mode, skew, expertsAhead);
    return request.placed(cachedPrefix == 0 ? use : use.with(new CachedPrefix(cachedPrefix, tier)));
  }
}
