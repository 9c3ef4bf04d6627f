package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.input.Digests;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;

/**
 * Where a result comes from: enough to ask for it again, and to see whether what it was made of
 * still says the same.
 *
 * @param version the release that made it
 * @param command the words of the command line that asked; empty if no command did
 * @param inputs devices, engines, models and data, in the order of use
 * @param quantization how weights and activations were stored; empty if no model was run
 * @param seed seed of what was drawn; empty if nothing was
 */
public record Provenance(
    String version,
    List<String> command,
    List<Input> inputs,
    Optional<Quantization> quantization,
    OptionalLong seed) {
  /** The release, as the command prints it. */
  public static final String VERSION = "socompass 0.1.0";

  /** Copies the lists. */
  public Provenance {
    command = List.copyOf(command);
    inputs = List.copyOf(inputs);
  }

  /** What an input is. */
  public enum Kind {
    /** A device: a template with overrides. */
    DEVICE,
    /** An engine profile. */
    ENGINE,
    /** A language model. */
    MODEL,
    /** Measurements. */
    DATA,
    /** The spec of a sweep. */
    SPEC
  }

  /**
   * An input.
   *
   * @param kind what it is
   * @param name its id or path
   * @param overrides {@code path=value} assignments of the user
   * @param digest SHA-256 of what it says, with all that it extends and the overrides, in
   *     hexadecimal digits; the same for files that are laid out otherwise
   */
  public record Input(Kind kind, String name, List<String> overrides, String digest) {
    /** Copies the overrides. */
    public Input {
      overrides = List.copyOf(overrides);
    }
  }

  /** Returns the provenance of a result of a command, without inputs yet. */
  public static Provenance of(List<String> command) {
    return new Provenance(VERSION, command, List.of(), Optional.empty(), OptionalLong.empty());
  }

  /** Returns the same with a device. */
  public Provenance device(DeviceSource source) {
    String text = TemplateTree.text(source.template().tree(source.overrides()));
    return input(Kind.DEVICE, source.idOrPath(), source.overrides(), text);
  }

  /** Returns the same with an engine. */
  public Provenance engine(EngineProfile engine) {
    String text = TemplateTree.text(EngineLibrary.fields(engine.id()));
    return input(Kind.ENGINE, engine.id(), List.of(), text);
  }

  /** Returns the same with a model and how it is stored. */
  public Provenance model(LanguageModel model, Quantization stored) {
    Provenance with = input(Kind.MODEL, model.id(), List.of(), model.toString());
    return new Provenance(version, command, with.inputs, Optional.of(stored), seed);
  }

  /** Returns the same with a seed. */
  public Provenance seed(long number) {
    return new Provenance(version, command, inputs, quantization, OptionalLong.of(number));
  }

  /** Returns the same with an input, unless it is there. */
  Provenance input(Kind kind, String name, List<String> overrides, String text) {
    return input(new Input(kind, name, overrides, Digests.of(text)));
  }

  /** Returns the same with an input, unless it is there. */
  Provenance input(Input input) {
    if (inputs.contains(input)) {
      return this;
    }
    List<Input> all = new ArrayList<>(inputs);
    all.add(input);
    return new Provenance(version, command, all, quantization, seed);
  }
}
