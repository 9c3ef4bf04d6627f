package org.socompass.study.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.socompass.dse.spec.PortableSpec;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.library.ModelLibrary;

/**
 * Templates, models and specs of {@code examples/} that reproductions need, as resources: they work
 * without a checkout.
 */
final class Shipped {
  private static final String GA100 = "ga100.yaml";
  private static final String FOUR = "ga100-x4.yaml";

  private Shipped() {}

  /** Returns one GA100 with overrides. */
  static DeviceSource ga100(List<String> overrides) {
    return new DeviceSource(DeviceTemplate.of(GA100, files(GA100)), overrides);
  }

  /** Returns four GA100, each linked to each, with overrides. */
  static DeviceSource fourGa100(List<String> overrides) {
    return new DeviceSource(DeviceTemplate.of(FOUR, files(FOUR, GA100)), overrides);
  }

  private static List<DeviceTemplate.File> files(String... names) {
    List<DeviceTemplate.File> files = new ArrayList<>();
    for (String name : names) {
      files.add(new DeviceTemplate.File(name, name, text(name)));
    }
    files.addAll(DeviceTemplate.of("a100-80gb").files());
    return files;
  }

  /** Returns a model. */
  static LanguageModel model(String name) {
    return ModelLibrary.read(name, text(name));
  }

  /** Returns a sweep of 48 layers of GPT-3 on four GA100. */
  static SweepSpec sweep(String name) {
    String model = "gpt3-48-layers.yaml";
    return new PortableSpec(name, "", text(name), files(FOUR, GA100), Map.of(model, text(model)))
        .spec();
  }

  /** Returns the text of a resource beside this class. */
  static String text(String name) {
    try (InputStream in = Shipped.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
