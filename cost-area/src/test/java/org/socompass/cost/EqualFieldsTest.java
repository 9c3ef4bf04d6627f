package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cost.CostExperiment.Outcome;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.template.DeviceTemplate;

/** Equal fields are equal silicon, whether a file or an override writes them. */
final class EqualFieldsTest {
  private static final CostExperiment EXPERIMENT = CostExperiment.nominal(CostSettings.DEFAULT);

  @TempDir Path folder;

  private static Outcome outcome(String idOrPath, List<String> overrides) {
    DeviceTemplate template = DeviceTemplate.of(idOrPath);
    return EXPERIMENT.of(template.device(overrides), template.anchor(overrides));
  }

  private String file(String name, String parent, List<String> fields) throws IOException {
    StringBuilder text = new StringBuilder("extends: " + parent + "\n");
    // One section of a processor a field, so that a field is a line of flow style.
    for (String field : fields) {
      String[] path = field.substring(0, field.indexOf('=')).split("\\.", -1);
      String value = field.substring(field.indexOf('=') + 1);
      text.append(path[0]).append(": ");
      for (int i = 1; i < path.length; i++) {
        text.append("{").append(path[i]).append(": ");
      }
      text.append(value).append("}".repeat(path.length - 1)).append("\n");
    }
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  private static void assertEqual(Outcome one, Outcome other, String how) {
    assertThat(one.area().dieMm2()).as(how).isEqualTo(other.area().dieMm2());
    assertThat(one.area().dieMm2()).as(how).isPresent();
    assertThat(one.area().blocks()).as(how).isEqualTo(other.area().blocks());
    assertThat(one.cost().system()).as(how).isEqualTo(other.cost().system());
    assertThat(one.carbon()).as(how).isEqualTo(other.carbon());
  }

  @Test
  void aDerivedFilePaysForItsSiliconAsAnOverrideDoes() throws IOException {
    var random = new SplittableRandom(5);
    List<String> devices = List.of("snapdragon-8-gen-3", "snapdragon-8-elite", "apple-m1-8gpu");
    for (int i = 0; i < 12; i++) {
      String device = devices.get(i % devices.size());
      List<String> fields = new ArrayList<>();
      fields.add("processors.gpu.cores=" + random.nextInt(4, 24));
      fields.add("memory.capacity=" + random.nextInt(8, 32) + " GB");
      if (random.nextBoolean()) {
        fields.add("system_cache.capacity=" + random.nextInt(8, 32) + " MiB");
      }
      Outcome set = outcome(device, fields);

      String derived = file("derived.yaml", device, fields);
      assertEqual(outcome(derived, List.of()), set, device + " " + fields);
      // In two files, one above the other, and half in a file.
      String first = file("first.yaml", device, fields.subList(0, 1));
      String second = file("second.yaml", first, fields.subList(1, fields.size()));
      assertEqual(outcome(second, List.of()), set, device + " " + fields);
      assertEqual(outcome(first, fields.subList(1, fields.size())), set, device + " " + fields);
    }
  }

  @Test
  void moreCoresCostMoreInADerivedFile() throws IOException {
    String more = file("more.yaml", "snapdragon-8-gen-3", List.of("processors.gpu.cores=12"));

    assertThat(outcome(more, List.of()).area().dieMm2().orElseThrow())
        .isGreaterThan(outcome("snapdragon-8-gen-3", List.of()).area().dieMm2().orElseThrow() + 10);
  }

  @Test
  void whoStatesTheDieStatesItsOwn() throws IOException {
    List<String> cores = List.of("processors.gpu.cores=12");
    String more = file("cores.yaml", "snapdragon-8-gen-3", cores);
    String own = file("own.yaml", more, List.of("area.die=150 mm2"));

    assertThat(outcome(own, List.of()).area().dieMm2()).hasValue(150);
    assertEqual(outcome(own, List.of()), outcome(more, List.of("area.die=150 mm2")), "set");
    assertEqual(
        outcome(own, List.of()),
        outcome("snapdragon-8-gen-3", List.of("processors.gpu.cores=12", "area.die=150 mm2")),
        "set");
  }
}
