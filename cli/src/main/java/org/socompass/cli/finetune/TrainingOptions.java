package org.socompass.cli.finetune;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.socompass.cli.option.UserInput;
import org.socompass.inference.training.FineTuning;
import org.socompass.inference.training.FineTuning.Recompute;
import org.socompass.inference.training.FineTuning.Sharding;
import org.socompass.inference.training.ParameterUpdate;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is trained, and how. */
final class TrainingOptions {
  private static final int GREATEST_REPLICAS = 1 << 16;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "ID|FILE",
      description =
          "Model id ('socompass list models'), or path to a model file, a GGUF file or a Hugging Face"
              + " config.json.")
  String model = "";

  @Option(
      names = {"-q", "--quantization"},
      paramLabel = "NAME|FILE",
      description =
          "How weights are stored ('socompass list quantizations'). Default: what a .gguf file has,"
              + " else fp16.")
  Optional<Quantization> quantization = Optional.empty();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "lora",
      description =
          "lora: adapters beside every matrix of attention and dense networks; full: all parameters."
              + " Default: ${DEFAULT-VALUE}.")
  String method = "lora";

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "16",
      description = "Rank of the adapters. Default: ${DEFAULT-VALUE}.")
  Integer rank = 16;

  @Option(
      names = "--sequence",
      paramLabel = "TOKENS",
      defaultValue = "512",
      description = "Tokens of a sequence. Default: ${DEFAULT-VALUE}.")
  Long sequence = 512L;

  @Option(
      names = {"-b", "--batch"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Sequences of a pass on each replica. Default: ${DEFAULT-VALUE}.")
  Long batch = 1L;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes whose gradients are summed before a step. Default: ${DEFAULT-VALUE}.")
  Long accumulate = 1L;

  @Option(
      names = "--recompute",
      paramLabel = "WHAT",
      defaultValue = "none",
      description =
          "What the backward pass computes again instead of keeping it: none; attention, scores that"
              + " no fused kernel keeps on the chip; full, each layer. Default: ${DEFAULT-VALUE}.")
  String recompute = "none";

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description =
          "adam, with 12 bytes of states a trained parameter, or sgd, with none. Default:"
              + " ${DEFAULT-VALUE}.")
  String optimizer = "adam";

  @Option(
      names = "--data-parallel",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Replicas of the model on a system of several devices; the devices of one share each matrix."
              + " Default: ${DEFAULT-VALUE}.")
  Integer replicas = 1;

  @Option(
      names = "--shard",
      paramLabel = "WHAT",
      defaultValue = "none",
      description =
          "What each replica holds a part of: none; optimizer, its states; gradients, also these;"
              + " weights, also these. Default: ${DEFAULT-VALUE}.")
  String shard = "none";

  @Option(
      names = "--attention",
      paramLabel = "KERNEL",
      defaultValue = "fused",
      description =
          "fused: scores stay on the chip where the device has such a kernel; plain: they are kept in"
              + " memory. Default: ${DEFAULT-VALUE}.")
  String attention = "fused";

  void check(CommandSpec spec) {
    UserInput.inRange(spec, "--sequence", sequence, ForwardPass.MAXIMUM_LENGTH);
    UserInput.inRange(spec, "--batch", batch, ForwardPass.MAXIMUM_BATCH);
    UserInput.inRange(spec, "--accumulate", accumulate, ForwardPass.MAXIMUM_BATCH);
    UserInput.inRange(spec, "--data-parallel", replicas, GREATEST_REPLICAS);
    UserInput.inRange(spec, "--rank", rank, 1 << 16);
  }

  FineTuning tuning() {
    String how = UserInput.named("--method: unknown", method, List.of("lora", "full"), m -> m);
    String kernel =
        UserInput.named("--attention: unknown", attention, List.of("fused", "plain"), a -> a);
    LanguageModel language = ModelLibrary.load(model);
    Quantization stored =
        quantization.or(() -> ModelLibrary.storage(model)).orElse(Quantization.FP16);
    return InputException.checked(
        () ->
            new FineTuning(
                language,
                stored,
                how.equals("full") ? OptionalInt.empty() : OptionalInt.of(rank),
                sequence,
                batch,
                accumulate,
                UserInput.named(
                    "--recompute: unknown", recompute, List.of(Recompute.values()), Recompute::id),
                UserInput.named(
                    "--optimizer: unknown",
                    optimizer,
                    List.of(ParameterUpdate.Rule.values()),
                    ParameterUpdate.Rule::id),
                replicas,
                UserInput.named(
                    "--shard: unknown", shard, List.of(Sharding.values()), Sharding::id),
                kernel.equals("fused")));
  }
}
