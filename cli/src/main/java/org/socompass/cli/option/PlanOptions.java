package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Plan;
import org.socompass.inference.plan.Speculation;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.Tower;
import org.socompass.llm.library.ModelLibrary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How tokens are made: drafts, stages and groups of devices, sequences of different lengths. */
public final class PlanOptions {
  private static final int GREATEST_DEVICES = 1 << 16;

  @Option(
      names = "--draft",
      paramLabel = "ID|FILE|mtp|eagle",
      description =
          "Speculative decoding: a model that drafts tokens, 'mtp' for the model's own layers that"
              + " predict tokens ahead, or 'eagle' for a head of one layer. All drafts of a step are"
              + " verified at once.")
  @Nullable String draft;

  @Option(
      names = "--acceptance",
      paramLabel = "A",
      description =
          "Probability that a draft is accepted once all before it were, from 0 to 1. Default: 0.7,"
              + " assumed.")
  @Nullable Double acceptance;

  @Option(
      names = "--draft-length",
      paramLabel = "G",
      description = "Tokens drafted in a step; 0 for none. Default: 3.")
  @Nullable Integer draftLength;

  @Option(
      names = "--draft-quantization",
      paramLabel = "NAME|FILE",
      description =
          "How the drafting model is stored. Default: what its file says, else as the model.")
  Optional<Quantization> draftQuantization = Optional.empty();

  @Option(
      names = "--pipeline-parallel",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Stages that the layers are spread over, on a system of several devices; the devices of"
              + " a stage share each matrix. Default: ${DEFAULT-VALUE}.")
  Integer stages = 1;

  @Option(
      names = "--expert-parallel",
      paramLabel = "E",
      defaultValue = "1",
      description =
          "Groups of devices that the experts are spread over; each holds all else and its share of"
              + " the sequences. Default: ${DEFAULT-VALUE}.")
  Integer groups = 1;

  @Option(
      names = "--micro-batches",
      paramLabel = "M",
      description =
          "Parts of the batch that follow one another through the stages. Default: as many as there"
              + " are stages.")
  @Nullable Integer microBatches;

  @Option(
      names = "--batch-contexts",
      paramLabel = "TOKENS,...",
      split = ",",
      hideParamSyntax = true,
      description =
          "Prompt of each sequence of a batch of different lengths, in place of --prompt and"
              + " --batch.")
  List<Long> contexts = new ArrayList<>();

  @Option(
      names = "--routing-skew",
      paramLabel = "S",
      description =
          "Popularity of experts: the i-th is chosen in proportion to i^-S, from 0 (all alike) to 4."
              + " Default: as the model's file says, else 0.")
  @Nullable Double routingSkew;

  @Option(
      names = "--image-tokens",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tokens of an image or of sound before the prompt, for a model that reads them; the part"
              + " that makes them is not run. Default: ${DEFAULT-VALUE}.")
  Long imageTokens = 0L;

  /**
   * Checks the numbers, and sets the tokens of an image before the prompt.
   *
   * @throws ParameterException if one is out of range, or two options contradict
   */
  public void check(CommandSpec spec, WorkloadOptions workload) {
    UserInput.inRange(spec, "--pipeline-parallel", stages, GREATEST_DEVICES);
    UserInput.inRange(spec, "--expert-parallel", groups, GREATEST_DEVICES);
    if (microBatches != null) {
      UserInput.inRange(spec, "--micro-batches", microBatches, GREATEST_DEVICES);
      needs(spec, "--micro-batches", stages > 1, "--pipeline-parallel");
    }
    boolean drafts = draft != null;
    needs(spec, "--acceptance", drafts || acceptance == null, "--draft");
    needs(spec, "--draft-length", drafts || draftLength == null, "--draft");
    needs(spec, "--draft-quantization", drafts || draftQuantization.isEmpty(), "--draft");
    var given = spec.commandLine().getParseResult();
    for (String other : List.of("--prompt", "--prompts", "--batch")) {
      if (!contexts.isEmpty() && given.hasMatchedOption(other)) {
        throw new ParameterException(
            spec.commandLine(), "leave out " + other + " with --batch-contexts");
      }
    }
    if (given.hasMatchedOption("--batch-contexts") && contexts.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--batch-contexts must name prompts, as in 128,4096");
    }
    for (long context : contexts) {
      UserInput.inRange(spec, "--batch-contexts", context, ForwardPass.MAXIMUM_LENGTH);
    }
    if (imageTokens < 0 || imageTokens > ForwardPass.MAXIMUM_LENGTH) {
      throw new ParameterException(
          spec.commandLine(),
          "--image-tokens must be in [0, %d], but is %d"
              .formatted(ForwardPass.MAXIMUM_LENGTH, imageTokens));
    }
    if (imageTokens > 0 && !contexts.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "leave out --image-tokens with --batch-contexts");
    }
  }

  private static void needs(CommandSpec spec, String option, boolean isFine, String other) {
    if (!isFine) {
      throw new ParameterException(spec.commandLine(), option + " needs " + other);
    }
  }

  /**
   * Returns a model with the popularity of experts that the options state.
   *
   * @throws InputException if it has no experts, or reads no images
   */
  public LanguageModel routed(LanguageModel model) {
    if (imageTokens > 0 && model.towers().stream().allMatch(Tower::isAhead)) {
      throw new InputException(
          "'%s' reads text alone, so that it takes no --image-tokens".formatted(model.id()));
    }
    Double skew = routingSkew;
    return skew == null ? model : InputException.checked(() -> model.withRoutingSkew(skew));
  }

  /** Returns the tokens before a prompt. */
  public long imageTokens() {
    return imageTokens;
  }

  /**
   * Returns a request by the plan that the options state.
   *
   * @throws InputException if no model is called like the draft, or the model has no such head
   */
  public InferenceRequest planned(InferenceRequest request) {
    Plan plan =
        Plan.PLAIN
            .of(contexts)
            .with(
                new Parallelism(
                    stages,
                    groups,
                    microBatches == null ? OptionalInt.empty() : OptionalInt.of(microBatches)));
    if (draft == null) {
      return plan.isPlain() ? request : InputException.checked(() -> request.by(plan));
    }
    String name = draft;
    double a = acceptance == null ? Speculation.ASSUMED_ACCEPTANCE : acceptance;
    int g = draftLength == null ? Speculation.ASSUMED_LENGTH : draftLength;
    return InputException.checked(
        () ->
            request.by(
                plan.with(
                    Speculation.named(
                        name,
                        request.model(),
                        request.quantization(),
                        draftQuantization,
                        ModelLibrary::load,
                        a,
                        g))));
  }

  /** Returns what the options leave to an assumption, in words. */
  public List<String> assumed() {
    List<String> all = new ArrayList<>();
    if (draft != null && acceptance == null) {
      all.add(
          "acceptance of drafts is assumed to be %s; --acceptance states it"
              .formatted(Speculation.ASSUMED_ACCEPTANCE));
    }
    return all;
  }
}
