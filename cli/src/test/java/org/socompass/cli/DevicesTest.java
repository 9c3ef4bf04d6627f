package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.Engines;
import org.socompass.llm.library.ModelLibrary;
import tools.jackson.databind.JsonNode;

/** The commands that describe what ships. */
final class DevicesTest {
  /** Area and cost of all devices, the fields of every third, other forms of every tenth. */
  @ParameterizedTest
  @MethodSource("devices")
  void everyDeviceHasAreaCostAndFields(String device) {
    JsonNode area = described("area --device " + device, "json").json();
    JsonNode cost = described("cost --device " + device, "json").json();
    if (devices().indexOf(device) % 3 == 0) {
      described("show device " + device, "json");
    }

    // What is not known says what is missing.
    if (area.get("die_area_mm2").isNull() || area.get("ai_area_mm2").isNull()) {
      assertThat(area.get("missing")).isNotEmpty();
    }
    if (cost.get("system_cost_usd").isNull()) {
      assertThat(cost.get("missing")).isNotEmpty();
    }
    if (devices().indexOf(device) % 10 == 0) {
      for (String format : List.of("table", "csv")) {
        for (String command : List.of("area --device ", "cost --device ", "show device ")) {
          described(command + device, format);
        }
      }
    }
  }

  private static Cli described(String command, String format) {
    Cli run = Cli.line(command + " --format " + format);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isNotBlank().doesNotContain("NaN").doesNotContain("Optional");
    return run;
  }

  @Test
  void overrideChangesTheDie() {
    double plain = die("");
    double more = die(" --set processors.npu.global_buffer.capacity=16MiB");

    assertThat(more).isGreaterThan(plain);
  }

  private static double die(String options) {
    Cli run = Cli.line("area --device snapdragon-8-gen-3 --format json" + options);
    assertThat(run.code()).as(run.err()).isZero();
    return run.json().get("die_area_mm2").asDouble();
  }

  @ParameterizedTest
  @ValueSource(strings = {"devices", "models", "engines", "operators", "datasets", "quantizations"})
  void everyListHasAllForms(String what) {
    String[] csv = Cli.line("list " + what + " --format csv").out().split("\r\n", -1);
    JsonNode json = Cli.line("list " + what + " --format json").json();

    assertThat(csv[0]).startsWith("id,");
    assertThat(json.get(what)).hasSize(csv.length - 2);
    assertThat(Cli.line("list " + what).out().lines().count()).isEqualTo(csv.length - 1);
  }

  @Test
  void listOfEnginesHasOtherNames() {
    Cli.line("list engines --format json")
        .json()
        .get("engines")
        .forEach(
            engine -> {
              if (engine.get("id").stringValue().equals("layer")) {
                assertThat(engine.get("other_names").stringValue()).contains("heteroinfer-layer");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModelIsShown(String model) {
    Cli run = Cli.line("show model " + model + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    run.json().get("fields").forEach(f -> assertThat(f.get("source").isNull()).isFalse());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyEngineIsShown(String engine) {
    assertThat(Cli.line("show engine " + engine).code()).isZero();
  }

  @Test
  void fieldsOfADeviceHaveUnitSourceAndRange() {
    Cli run = Cli.line("show device snapdragon-8-gen-3 --set memory.capacity=24GB --format json");

    boolean seen = false;
    for (JsonNode field : run.json().get("fields")) {
      if (field.get("field").stringValue().equals("memory.capacity")) {
        assertThat(field.get("source").stringValue()).isEqualTo("set on the command line");
        seen = true;
      }
      if (field.get("field").stringValue().equals("memory.achievable_fraction")) {
        assertThat(field.get("range").stringValue()).isEqualTo("0.80 to 0.95");
        assertThat(field.get("source").stringValue()).startsWith("HeteroInfer");
      }
    }
    assertThat(seen).isTrue();
  }

  @Test
  void fieldsOfADeviceAreGradedAndCounted() {
    JsonNode shown = Cli.line("show device rk3588 --set memory.capacity=8GB --format json").json();

    Map<String, Integer> counted = new TreeMap<>();
    for (JsonNode field : shown.get("fields")) {
      if (!field.get("grade").isNull()) {
        counted.merge(field.get("grade").stringValue(), 1, Integer::sum);
      }
    }
    assertThat(counted).containsKeys("measured", "published", "assumed", "given");
    for (Map.Entry<String, Integer> grade : counted.entrySet()) {
      assertThat(shown.get("grades").get(grade.getKey()).asInt()).isEqualTo(grade.getValue());
    }
    assertThat(Cli.line("show device rk3588").out())
        .contains(
            "Values: %d measured, %d measured on a sibling, "
                .formatted(
                    shown.get("grades").get("measured").asInt(),
                    shown.get("grades").get("sibling").asInt()));
  }

  static List<String> devices() {
    return DeviceLibrary.ids();
  }

  static List<String> models() {
    return ModelLibrary.ids();
  }

  static List<String> engines() {
    return Engines.ids().stream().filter(id -> !id.equals(Engines.AUTO)).toList();
  }
}
