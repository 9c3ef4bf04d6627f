package org.socompass.cli.option;

import java.util.Arrays;
import java.util.List;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.tier.TierUse;
import org.socompass.inference.tier.TierUse.Mode;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine.Option;

/** Where weights are: in main memory or in storage below it. */
public final class TierOptions {
  @Option(
      names = "--placement",
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "Where weights are: dram-only, in memory as if they fitted; flash, in storage as far as"
              + " they do not fit, read ahead; mmap, in a mapped file, read when touched; auto, flash"
              + " if they do not fit and the device has storage. Default: ${DEFAULT-VALUE}.")
  String placement = "auto";

  @Option(
      names = "--expert-skew",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Exponent of the Zipf law by which tokens choose experts, for the cache of experts; 0 if all"
              + " are alike. Default: ${DEFAULT-VALUE}.")
  Double expertSkew = 0.0;

  @Option(
      names = "--experts-ahead",
      description =
          "Experts are known before the attention of their layer, so that reading them hides behind"
              + " it.")
  boolean expertsAhead;

  /**
   * Returns a request with its weights where the options say.
   *
   * @throws InputException if there is no such mode, or the skew is out of range
   */
  public InferenceRequest placed(InferenceRequest request) {
    Mode mode =
        Arrays.stream(Mode.values())
            .filter(m -> m.id().equals(placement))
            .findFirst()
            .orElseThrow(() -> unknown(placement));
    if (!(expertSkew >= 0 && expertSkew <= TierUse.GREATEST_SKEW)) {
      throw new InputException(
          "--expert-skew must be in [0, 4], but is " + Quoted.shown(String.valueOf(expertSkew)));
    }
    return request.placed(new TierUse(mode, expertSkew, expertsAhead));
  }

  private static InputException unknown(String placement) {
    List<String> ids = Arrays.stream(Mode.values()).map(Mode::id).toList();
    return new InputException(
        "--placement: unknown mode "
            + Quoted.of(placement)
            + "; "
            + NearestName.hint(placement, ids));
  }
}
