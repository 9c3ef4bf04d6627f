package org.socompass.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.api.Device;
import org.socompass.api.Inference;
import org.socompass.api.Model;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.Engines;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Section;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.study.RunStudy;

/**
 * A design and an inference as the page asks for them. Names are those of what ships and of what
 * was uploaded: the page can't make the server read a file.
 *
 * @param device template id
 * @param overrides {@code path=value} assignments
 * @param model id of a model that ships, or of an upload
 * @param quantization its name; empty for what an upload is stored as, else fp16
 * @param engine its name
 * @param prompt tokens of the prompt
 * @param output tokens generated
 * @param batch sequences processed together
 */
record Question(
    String device,
    List<String> overrides,
    String model,
    String quantization,
    String engine,
    long prompt,
    long output,
    long batch) {
  private static final int SAMPLES = 500;
  private static final int MOST_OVERRIDES = 200;
  private static final long MOST_TOKENS = 1L << 22;
  private static final long MOST_SEQUENCES = 1L << 16;

  Question {
    overrides = List.copyOf(overrides);
  }

  /**
   * Reads a question.
   *
   * @throws InputException if it is not valid
   */
  static Question read(Section s) {
    List<String> set = s.has("set") ? s.list("set", text -> text) : List.of();
    if (set.size() > MOST_OVERRIDES) {
      throw s.error("set", "has more than " + MOST_OVERRIDES + " fields");
    }
    return new Question(
        s.text("device"),
        new ArrayList<>(set),
        s.text("model"),
        s.optionalText("quantization").orElse(""),
        s.optionalText("engine").orElse(Engines.AUTO),
        whole(s, "prompt", MOST_TOKENS),
        whole(s, "output", MOST_TOKENS),
        whole(s, "batch", MOST_SEQUENCES));
  }

  private static long whole(Section s, String key, long most) {
    String text = s.text(key);
    if (!text.matches("[0-9]{1,12}")) {
      throw s.error(key, "must be a whole number, but is " + text);
    }
    long value = Long.parseLong(text);
    if (value < 1 || value > most) {
      throw s.error(key, "must be in [1, " + most + "], but is " + value);
    }
    return value;
  }

  /** Returns the same question about the device as it ships. */
  Question shipped() {
    return new Question(device, List.of(), model, quantization, engine, prompt, output, batch);
  }

  /**
   * Returns a device that ships, with overrides.
   *
   * @throws InputException if there is none of that id, or an override is not valid
   */
  static Device device(String device, List<String> overrides) {
    if (!DeviceLibrary.ids().contains(device)) {
      throw new InputException(
          "unknown device '%s'; %s"
              .formatted(device, NearestName.hint(device, DeviceLibrary.ids())));
    }
    return Device.of(device, overrides);
  }

  /**
   * Returns what is asked of the study.
   *
   * @param uploads models in memory
   * @throws InputException if a name is not known
   */
  RunStudy.Request request(Uploads uploads) {
    return inference(uploads).request();
  }

  /**
   * Returns what is asked.
   *
   * @param uploads models in memory
   * @throws InputException if a name is not known
   */
  Inference inference(Uploads uploads) {
    Optional<Uploads.Upload> uploaded = uploads.find(model);
    if (!Engines.ids().contains(engine)) {
      throw new InputException(
          "unknown engine '%s'; %s".formatted(engine, NearestName.hint(engine, Engines.ids())));
    }
    Model asked = uploaded.isPresent() ? uploaded.get().model() : shippedModel();
    var inference =
        Inference.of(device(device, overrides), asked)
            .tokens(prompt, output)
            .batch(batch)
            .engine(engine)
            .samples(SAMPLES);
    return quantization.isEmpty() ? inference : inference.quantization(shippedQuantization());
  }

  private Model shippedModel() {
    if (!ModelLibrary.ids().contains(model)) {
      throw new InputException(
          "unknown model '%s'; %s".formatted(model, NearestName.hint(model, ModelLibrary.ids())));
    }
    return Model.of(model);
  }

  private String shippedQuantization() {
    if (!Quantization.ids().contains(quantization)) {
      throw new InputException(
          "unknown quantization '%s'; %s"
              .formatted(quantization, NearestName.hint(quantization, Quantization.ids())));
    }
    return quantization;
  }
}
