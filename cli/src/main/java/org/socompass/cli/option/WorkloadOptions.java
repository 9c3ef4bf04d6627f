package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelLibrary;
import org.socompass.llm.Quantization;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is to be inferred: model, how it is stored, tokens, sequences, processors. */
public final class WorkloadOptions {
  private static final long GREATEST_BATCH = 1 << 16;

  /** The most tokens of a prompt and its output. */
  public static final long GREATEST_LENGTH = 1 << 22;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "ID|FILE",
      description =
          "Model id ('socompass list models'), path to a model file, or to a Hugging Face"
              + " config.json.")
  public String model = "";

  @Option(
      names = {"-q", "--quantization"},
      paramLabel = "NAME",
      defaultValue = "fp16",
      description =
          "How weights and activations are stored ('socompass list quantizations'). Default:"
              + " ${DEFAULT-VALUE}.")
  public Quantization quantization = Quantization.FP16;

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

  /**
   * Checks that the sizes are possible.
   *
   * @throws ParameterException if one is not, naming its option
   */
  public void check(CommandSpec spec) {
    UserInput.inRange(spec, "--prompt", prompt, GREATEST_LENGTH);
    UserInput.inRange(spec, "--output-tokens", outputTokens, GREATEST_LENGTH);
    UserInput.inRange(spec, "--batch", batch, GREATEST_BATCH);
    if (promptChunk != null) {
      UserInput.inRange(spec, "--prompt-chunk", promptChunk, GREATEST_LENGTH);
    }
    if (tokens() > GREATEST_LENGTH) {
      throw new ParameterException(
          spec.commandLine(),
          "--prompt and --output-tokens together must be at most "
              + GREATEST_LENGTH
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
    return ModelLibrary.load(model);
  }

  /** Returns the request for one engine on given processors. */
  public InferenceRequest request(
      LanguageModel language, String engine, List<String> processorIds) {
    var request =
        new InferenceRequest(
            language, quantization, prompt, outputTokens, batch, engine, processorIds);
    return promptChunk == null ? request : request.inChunksOf(promptChunk);
  }
}
