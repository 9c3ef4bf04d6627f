package org.socompass.cli.option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.api.Model;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredAs;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is to be inferred: model, how it is stored, tokens, sequences, processors. */
public final class WorkloadOptions {

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "ID|FILE",
      description =
          "Model id ('socompass list models'), path to a model file, to a GGUF file, or to a Hugging"
              + " Face config.json or the folder that has it.")
  public String model = "";

  @Option(
      names = {"-q", "--quantization"},
      paramLabel = "NAME|FILE",
      description =
          "How weights and activations are stored ('socompass list quantizations'), or path to a"
              + " quantization file. Default: what a .gguf file has, else fp16.")
  public Optional<Quantization> quantization = Optional.empty();

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TOKENS",
      defaultValue = "512",
      description = "Tokens of the prompt. Default: ${DEFAULT-VALUE}.")
  public Long prompt = 512L;

  @Option(
      names = {"-n", "--output-tokens"},
      paramLabel = "TOKENS",
      defaultValue = "128",
      description = "Tokens generated. Default: ${DEFAULT-VALUE}.")
  public Long outputTokens = 128L;

  @Option(
      names = {"-b", "--batch"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Sequences processed together. Default: ${DEFAULT-VALUE}.")
  public Long batch = 1L;

  @Option(
      names = "--prompt-chunk",
      paramLabel = "TOKENS",
      description =
          "Tokens of each sequence that pass through the model at a time. Default: those of the"
              + " engine ('socompass show engine NAME').")
  public @Nullable Long promptChunk;

  @Option(
      names = "--processors",
      paramLabel = "ID,...",
      split = "[,+]",
      hideParamSyntax = true,
      description = "Processors of the device that may be used, e.g. gpu,npu. Default: all.")
  public List<String> processors = new ArrayList<>();

  @Option(
      names = "--kv-type",
      paramLabel = "TYPE",
      description =
          "How keys and values are stored: fp16, bf16, fp8, int8 or int4, integers with a scale per"
              + " 32. Default: as the quantization says.")
  public @Nullable String kvType;

  private Optional<Quantization> stored = Optional.empty();
  private @Nullable PrintWriter warnings;

  /**
   * Checks that the sizes are possible.
   *
   * @throws ParameterException if one is not, naming its option
   */
  public void check(CommandSpec spec) {
    warnings = spec.commandLine().getErr();
    UserInput.inRange(spec, "--prompt", prompt, ForwardPass.MAXIMUM_LENGTH);
    UserInput.inRange(spec, "--output-tokens", outputTokens, ForwardPass.MAXIMUM_LENGTH);
    UserInput.inRange(spec, "--batch", batch, ForwardPass.MAXIMUM_BATCH);
    if (promptChunk != null) {
      UserInput.inRange(spec, "--prompt-chunk", promptChunk, ForwardPass.MAXIMUM_LENGTH);
    }
    if (tokens() > ForwardPass.MAXIMUM_LENGTH) {
      throw new ParameterException(
          spec.commandLine(),
          "--prompt and --output-tokens together must be at most "
              + ForwardPass.MAXIMUM_LENGTH
              + ", but are "
              + tokens());
    }
    boolean limits = spec.commandLine().getParseResult().hasMatchedOption("--processors");
    if (limits && (processors.isEmpty() || processors.stream().anyMatch(String::isBlank))) {
      throw new ParameterException(
          spec.commandLine(), "--processors must name processors, as in gpu,npu");
    }
  }

  /** Returns tokens of the prompt and the output of one sequence. */
  public long tokens() {
    return prompt + outputTokens;
  }

  /** Returns the model that the options name. */
  public LanguageModel languageModel() {
    Model named = Model.of(model);
    LanguageModel language = named.language();
    stored = named.stored();
    if (quantization.isEmpty() && language.storedAs().isPresent()) {
      StoredAs checkpoint = language.storedAs().get();
      warn(
          "socompass: %s: the checkpoint is stored as %s; %s"
              .formatted(
                  model,
                  checkpoint.method(),
                  checkpoint.quantization().isPresent()
                      ? "taken as --quantization " + quantization().id()
                      : "no quantization is that, so it is priced as " + quantization().id()));
    }
    return language;
  }

  private void warn(String line) {
    if (warnings != null) {
      warnings.println(line);
      warnings.flush();
    }
  }

  /** Returns how the model is stored: as the option says, else as its file does, else fp16. */
  public Quantization quantization() {
    return quantization.or(() -> stored).orElse(Quantization.FP16);
  }

  /** Returns the request for one engine on given processors. */
  public InferenceRequest request(
      LanguageModel language, String engine, List<String> processorIds) {
    var request =
        new InferenceRequest(
            language, quantization(), prompt, outputTokens, batch, engine, processorIds);
    if (kvType != null) {
      request = request.withKvType(KvType.of(kvType));
    }
    return promptChunk == null ? request : request.inChunksOf(promptChunk);
  }
}
