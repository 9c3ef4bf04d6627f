package org.socompass.cli.option;

import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvReduction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Keys and values that are not kept. */
public final class KvOptions {
  @Option(
      names = "--kv-window",
      paramLabel = "TOKENS",
      description =
          "Last tokens whose keys and values stay; others are evicted, and queries do not see them."
              + " Accuracy is not predicted. Default: all stay.")
  long window;

  @Option(
      names = "--kv-sinks",
      paramLabel = "TOKENS",
      description = "First tokens that stay beside --kv-window. Default: 0.")
  long sinks;

  @Option(
      names = "--kv-sharing",
      paramLabel = "LAYERS",
      defaultValue = "1",
      description =
          "Layers of a kind that use the keys and values of the first of them, as if the model were"
              + " made so. Accuracy is not predicted. Default: ${DEFAULT-VALUE}.")
  Integer sharing = 1;

  /**
   * Checks the sizes.
   *
   * @throws ParameterException if one is out of range, naming its option
   */
  public void check(CommandSpec spec) {
    if (spec.commandLine().getParseResult().hasMatchedOption("--kv-window")) {
      UserInput.inRange(spec, "--kv-window", window, ForwardPass.MAXIMUM_LENGTH);
    }
    if (sinks < 0 || sinks > ForwardPass.MAXIMUM_LENGTH) {
      throw new ParameterException(
          spec.commandLine(),
          "--kv-sinks must be in [0, %d], but is %d".formatted(ForwardPass.MAXIMUM_LENGTH, sinks));
    }
    if (sinks > 0 && window == 0) {
      throw new ParameterException(spec.commandLine(), "--kv-sinks needs --kv-window");
    }
    UserInput.inRange(spec, "--kv-sharing", sharing, 4096);
  }

  /**
   * Returns a request that keeps no more than the options say.
   *
   * @throws InputException if its model has no keys and values that could be left out
   */
  public InferenceRequest reduced(InferenceRequest request) {
    var reduction = new KvReduction(sinks, window, sharing);
    return reduction.isNone() ? request : InputException.checked(() -> request.keeping(reduction));
  }
}
