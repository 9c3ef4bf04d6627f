package org.socompass.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cli.Cli;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceTemplate;

/** From nothing to a template that is valid. */
final class TemplateCommandsTest {
  @ParameterizedTest
  @ValueSource(strings = {"phone", "gpu", "npu-card"})
  void aSkeletonIsValidAndPredictsAsTheDeviceItStartsFrom(String kind, @TempDir Path folder) {
    Path file = folder.resolve("mine.yaml");

    Cli made = Cli.run("new", "device", "--kind", kind, "-o", file.toString());

    assertThat(made.code()).as(made.err()).isZero();
    Cli check = Cli.run("check", file.toString());
    assertThat(check.code()).as(check.out() + check.err()).isZero();
    assertThat(check.out()).contains(": valid");
    assertThat(Cli.run("new", "device", "-o", file.toString()).err()).contains("exists already");
  }

  @Test
  void aSkeletonOfAChildChangesNothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, Cli.line("new device --from rk3588").out());
    String line = " -m qwen2-0.5b -q w8a8 -p 16 -n 2 --samples 10 --format json";

    assertThat(Cli.line("run -d " + file + line).json().get("ttft_ms"))
        .isEqualTo(Cli.line("run -d rk3588" + line).json().get("ttft_ms"));
  }

  @Test
  void twoRoundsOfCheckLeadFromAFewLinesToAValidTemplate(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "name: Mine\nprocessors: {npu: {kind: npu, clok: 1 GHz}}\n");

    Cli first = Cli.run("check", file.toString());

    assertThat(first.code()).isEqualTo(2);
    assertThat(first.out())
        .contains("processors.npu.clok: unknown key 'clok'; did you mean 'clock'?")
        .contains("lacks 'memory'")
        .contains("in Hz, kHz, MHz, GHz")
        .contains(" to mend\n");
    List<String> errors = first.out().lines().filter(l -> l.startsWith("error: ")).toList();
    assertThat(errors).hasSizeGreaterThan(8).doesNotHaveDuplicates();
  }

  @Test
  void everyShippedTemplatePassesTheSchema() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Cli.line("show schema").out(), InputFormat.JSON);
    for (String id : DeviceLibrary.ids()) {
      String yaml = DeviceTemplate.of(id).files().get(0).text();
      assertThat(schema.validate(yaml, InputFormat.YAML)).as(id).isEmpty();
    }
    assertThat(schema.validate("extends: rk3588\nmemory: {capacty: 8 GB}\n", InputFormat.YAML))
        .isNotEmpty();
    assertThat(schema.validate("name: Mine\n", InputFormat.YAML)).isNotEmpty();
  }
}
