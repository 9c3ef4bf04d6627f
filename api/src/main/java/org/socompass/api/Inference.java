package org.socompass.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.KvType;
import org.socompass.llm.Quantization;
import org.socompass.study.Costing;
import org.socompass.study.RunStudy;

/**
 * A model that answers a prompt on a device: 512 tokens in and 128 out of one sequence, under the
 * fastest engine, unless something else is said. Immutable: each method that says so returns
 * another.
 */
public final class Inference {
  private static final int GREATEST_SAMPLES = 1_000_000;

  private final Device device;
  private final Model model;
  private final Optional<String> quantization;
  private final InferenceRequest request;
  private final int samples;

  private Inference(
      Device device,
      Model model,
      Optional<String> quantization,
      InferenceRequest request,
      int samples) {
    this.device = device;
    this.model = model;
    this.quantization = quantization;
    this.request = request;
    this.samples = samples;
  }

  /** Returns the names of engines, {@code auto} first. */
  public static List<String> engines() {
    return Engines.ids();
  }

  /** Returns the names of quantizations. */
  public static List<String> quantizations() {
    return Quantization.ids();
  }

  /** Returns the inference of a model on a device, stored as the model's file says, else fp16. */
  public static Inference of(Device device, Model model) {
    return new Inference(
        device,
        model,
        Optional.empty(),
        new InferenceRequest(
            model.language(),
            model.stored().orElse(Quantization.FP16),
            512,
            128,
            1,
            Engines.AUTO,
            List.of()),
        CostExperiment.DEFAULT_SAMPLES);
  }

  private Inference with(InferenceRequest other) {
    return new Inference(device, model, quantization, other, samples);
  }

  /** Returns the same on another device. */
  public Inference on(Device other) {
    return new Inference(other, model, quantization, request, samples);
  }

  /** Returns the same of another model, stored as was said, or as its file says. */
  public Inference model(Model other) {
    Quantization stored =
        quantization.isPresent()
            ? request.quantization()
            : other.stored().orElse(Quantization.FP16);
    return new Inference(
        device, other, quantization, request.of(other.language(), stored), samples);
  }

  /**
   * Returns the same with weights and activations stored otherwise.
   *
   * @param name name of a quantization, or path of a quantization file
   * @throws InputException if there is none, naming the nearest
   */
  public Inference quantization(String name) {
    return new Inference(
        device,
        model,
        Optional.of(name),
        request.of(model.language(), Quantization.of(name)),
        samples);
  }

  /**
   * Returns the same under an engine.
   *
   * @param name name of an engine or path of an engine file; {@code auto} for the fastest
   * @throws InputException if there is none, naming the nearest
   */
  public Inference engine(String name) {
    if (!name.equals(Engines.AUTO)) {
      // What the name means depends on the processors, that it means something does not.
      Engines.profile(name);
    }
    return with(request.under(name));
  }

  /**
   * Returns the same with other lengths.
   *
   * @param promptTokens tokens of the prompt of each sequence
   * @param outputTokens tokens generated for each
   * @throws InputException if there are too few or too many
   */
  public Inference tokens(long promptTokens, long outputTokens) {
    inRange("prompt", promptTokens, ForwardPass.MAXIMUM_LENGTH);
    inRange("output", outputTokens, ForwardPass.MAXIMUM_LENGTH);
    inRange("prompt and output together", promptTokens + outputTokens, ForwardPass.MAXIMUM_LENGTH);
    return with(request.withLengths(promptTokens, outputTokens, request.batch()));
  }

  /**
   * Returns the same of several sequences at once.
   *
   * @throws InputException if there are too few or too many
   */
  public Inference batch(long sequences) {
    inRange("batch", sequences, ForwardPass.MAXIMUM_BATCH);
    return with(request.withLengths(request.promptTokens(), request.outputTokens(), sequences));
  }

  /**
   * Returns the same on some of the device's processors.
   *
   * @param ids their ids; none for all
   */
  public Inference processors(String... ids) {
    return with(request.on(List.of(ids)));
  }

  /**
   * Returns the same with keys and values stored otherwise.
   *
   * @param type fp16, bf16, fp8, int8 or int4
   * @throws InputException if there is no such type
   */
  public Inference kvType(String type) {
    return with(request.withKvType(KvType.of(type)));
  }

  /**
   * Returns the same with the prompt in chunks.
   *
   * @param tokens tokens of each sequence that pass through the model at a time
   * @throws InputException if there are too few or too many
   */
  public Inference promptChunk(long tokens) {
    inRange("prompt chunk", tokens, ForwardPass.MAXIMUM_LENGTH);
    return with(request.inChunksOf(tokens));
  }

  /**
   * Returns the same with other draws of the uncertain constants of cost and carbon.
   *
   * @param draws how many, at least 2
   * @throws InputException if there are too few or too many
   */
  public Inference samples(int draws) {
    inRange("samples", draws, GREATEST_SAMPLES);
    if (draws < 2) {
      throw new InputException("samples must be at least 2, but is " + draws);
    }
    return new Inference(device, model, quantization, request, draws);
  }

  private static void inRange(String what, long value, long most) {
    if (value < 1 || value > most) {
      throw new InputException("%s must be in [1, %d], but is %d".formatted(what, most, value));
    }
  }

  /**
   * Returns the words of the command that gives the same numbers. What this program has in memory
   * is called by its name, as if a file were.
   */
  public List<String> command() {
    List<String> words = new ArrayList<>(List.of("socompass", "run", "--device"));
    words.add(device.source().idOrPath());
    device.overrides().forEach(o -> words.addAll(List.of("--set", o)));
    words.addAll(List.of("--model", model.named()));
    quantization.ifPresent(q -> words.addAll(List.of("--quantization", q)));
    words.addAll(List.of("--prompt", Long.toString(request.promptTokens())));
    words.addAll(List.of("--output-tokens", Long.toString(request.outputTokens())));
    if (request.batch() > 1) {
      words.addAll(List.of("--batch", Long.toString(request.batch())));
    }
    if (!request.engine().equals(Engines.AUTO)) {
      words.addAll(List.of("--engine", request.engine()));
    }
    if (!request.processors().isEmpty()) {
      words.addAll(List.of("--processors", String.join(",", request.processors())));
    }
    request.kvType().ifPresent(type -> words.addAll(List.of("--kv-type", type.id())));
    request
        .promptChunk()
        .ifPresent(tokens -> words.addAll(List.of("--prompt-chunk", Long.toString(tokens))));
    if (samples != CostExperiment.DEFAULT_SAMPLES) {
      words.addAll(List.of("--samples", Integer.toString(samples)));
    }
    return words;
  }

  /** Returns what studies take. Not part of what stays as it is. */
  public RunStudy.Request request() {
    return new RunStudy.Request(
        device.source(),
        request,
        Background.NONE,
        new Costing(CostSettings.DEFAULT, samples, CostExperiment.DEFAULT_SEED),
        false,
        false,
        command());
  }

  @Override
  public String toString() {
    return "%s %s on %s: %d+%d tokens, batch %d, engine %s"
        .formatted(
            model,
            request.quantization().id(),
            device,
            request.promptTokens(),
            request.outputTokens(),
            request.batch(),
            request.engine());
  }
}
