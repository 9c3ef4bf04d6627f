package org.socompass.dse.spec;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.library.ModelLibrary;

/**
 * A spec with the texts of all files that it names, so that a machine without these files reads the
 * same sweep. What ships is not in it; the reader has it.
 *
 * @param file the spec's name for messages
 * @param folder what paths in it are relative to
 * @param text the spec
 * @param device the template's file and those that it extends, nearest first
 * @param models text of each model file by its path
 */
public record PortableSpec(
    String file,
    String folder,
    String text,
    List<DeviceTemplate.File> device,
    Map<String, String> models)
    implements Serializable {
  /** Copies the texts. */
  public PortableSpec {
    device = List.copyOf(device);
    models = Map.copyOf(models);
  }

  /**
   * Reads a spec file and all that it names.
   *
   * @throws org.socompass.input.InputException if one of them can't be read or is not valid
   */
  public static PortableSpec read(Path file) {
    String text = SpecReader.text(file);
    Path folder = SpecReader.folder(file);
    List<DeviceTemplate.File> device = new ArrayList<>();
    Map<String, String> models = new LinkedHashMap<>();
    SpecReader.read(
        file.toString(),
        text,
        folder,
        new SpecReader.Inputs() {
          @Override
          public DeviceTemplate device(String idOrPath) {
            DeviceTemplate template = DeviceTemplate.of(idOrPath);
            device.addAll(template.files());
            return template;
          }

          @Override
          public LanguageModel model(String idOrPath) {
            if (!ModelLibrary.isPath(idOrPath)) {
              return ModelLibrary.byId(idOrPath);
            }
            String model = models.computeIfAbsent(idOrPath, ModelLibrary::text);
            return ModelLibrary.read(idOrPath, model);
          }
        });
    return new PortableSpec(file.toString(), folder.toString(), text, device, models);
  }

  /** Returns the sweep, without a look at any file of the user. */
  public SweepSpec spec() {
    return SpecReader.read(
        file,
        text,
        Path.of(folder),
        new SpecReader.Inputs() {
          @Override
          public DeviceTemplate device(String idOrPath) {
            return DeviceTemplate.of(idOrPath, device);
          }

          @Override
          public LanguageModel model(String idOrPath) {
            return ModelLibrary.isPath(idOrPath)
                ? ModelLibrary.read(idOrPath, Objects.requireNonNull(models.get(idOrPath)))
                : ModelLibrary.byId(idOrPath);
          }
        });
  }
}
