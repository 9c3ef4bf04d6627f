package org.socompass.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.Device;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;

/** The engine profiles that ship, their names, and the devices that they change. */
final class EngineLibraryTest {
  static Stream<String> engines() {
    return EngineLibrary.ids().stream();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyProfileLoadsAndNamesItsSource(String id) {
    EngineProfile profile = EngineLibrary.byId(id);

    assertThat(profile.id()).isEqualTo(id);
    assertThat(profile.name()).isNotBlank();
    assertThat(profile.source()).isNotBlank();
    assertThat(Engines.profile(id)).isEqualTo(profile);
  }

  /** An overlay of a field that no template has would fail only when a device is loaded. */
  @Test
  void everyProfileLoadsOnEveryDeviceThatItChanges() {
    List<EngineProfile> profiles = engines().map(EngineLibrary::byId).toList();
    for (String id : DeviceLibrary.ids()) {
      Device device = DeviceLibrary.load(id);
      List<String> libraries =
          device.processors().values().stream().map(p -> p.kernels().library()).toList();
      for (EngineProfile profile : profiles) {
        if (profile.overlays().stream().anyMatch(o -> libraries.contains(o.kernelLibrary()))) {
          assertThat(new DeviceSource(id, List.of()).load(profile).processorIds())
              .isEqualTo(device.processorIds());
        }
      }
    }
  }

  @Test
  void everyOverlayIsOfALibraryThatAProcessorUses() {
    List<String> used =
        DeviceLibrary.ids().stream()
            .flatMap(id -> DeviceLibrary.load(id).processors().values().stream())
            .map(p -> p.kernels().library())
            .distinct()
            .toList();

    assertThat(engines())
        .allSatisfy(
            id ->
                assertThat(EngineLibrary.byId(id).overlays())
                    .extracting(EngineProfile.Overlay::kernelLibrary)
                    .allMatch(used::contains));
  }

  @Test
  void aFileNeedsToStateOnlyWhatDiffers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("few.yaml");
    Files.writeString(
        file, "extends: tensor\nscheduling: {static_graphs: {lengths: [1, 128, 512]}}\n");

    EngineProfile few = Engines.profile(file.toString());

    EngineProfile tensor = EngineLibrary.byId("tensor");
    assertThat(few.id()).isEqualTo(file.toString());
    assertThat(few.scheduling().graphs().orElseThrow().lengths().lengths())
        .containsExactly(1L, 128L, 512L);
    assertThat(few.scheduling().submitsAhead()).isTrue();
    assertThat(few.overlays()).isEqualTo(tensor.overlays());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "extends: tensr|:1:10: extends: 'tensr' is no engine that ships; did you mean 'tensor'?",
        "extends: [tensor]|:1:10: extends: '' is no engine that ships; valid: ",
        "'extends: tensor\nqueud: true'|:2:1: queud: unknown key 'queud'; did you mean 'queued'?",
        "name: mine|:1:1: ",
      })
  void mistakesInAFileHaveTheirPlace(String text, String message, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, text.replace("\\n", "\n"));

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Engines.profile(file.toString()))
        .withMessageStartingWith(file + message);
  }

  /** Every engine that a template names is one, of that strategy; select profiles single NPUs. */
  @Test
  void templatesNameEnginesOfTheStrategy() {
    for (String id : DeviceLibrary.ids()) {
      for (Map.Entry<String, String> e : DeviceLibrary.load(id).engines().entrySet()) {
        String strategy = e.getKey().equals("select") ? "npu-only" : e.getKey();
        assertThat(Engines.profile(e.getValue()).strategy().id()).as(id).isEqualTo(strategy);
      }
    }
  }

  @Test
  void namesAreSortedAndAutoComesFirst() {
    assertThat(EngineLibrary.ids()).isSorted();
    assertThat(Engines.ids().get(0)).isEqualTo("auto");
    assertThat(Engines.ids().subList(1, Engines.ids().size()))
        .containsExactlyElementsOf(EngineLibrary.ids());
    assertThat(EngineLibrary.ids()).containsAll(Strategy.ids());
  }

  @Test
  void anUnknownEngineIsAnsweredWithTheNearest() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Engines.profile("lama.cpp"))
        .withMessage(
            "unknown engine 'lama.cpp'; did you mean 'llama.cpp'? ('socompass list engines' prints"
                + " all)");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> EngineLibrary.byId("gpu_only"))
        .withMessage(
            "unknown engine 'gpu_only'; did you mean 'gpu-only'? ('socompass list engines' prints"
                + " all)");
  }

  @Test
  void anAliasIsTheEngineItStandsFor() {
    assertThat(Engines.profile("heteroinfer-layer")).isEqualTo(EngineLibrary.byId("layer"));
    assertThat(Engines.profile("heteroinfer-tensor-slow-sync"))
        .isEqualTo(EngineLibrary.byId("tensor-slow-sync"));
    assertThat(Engines.otherNames()).containsEntry("llm.npu", "llm-npu");
  }

  @Test
  void anEngineThatQueuesStartsEveryOperatorFromTheQueue() {
    Device plain = DeviceLibrary.load("a100-80gb");
    Device queued = new DeviceSource("a100-80gb", List.of()).load(EngineLibrary.byId("gpu-only"));
    Device alone = new DeviceSource("a100-80gb", List.of()).load(EngineLibrary.byId("tflite"));
    double seconds =
        plain.processor("gpu").launch().queuedSeconds().orElseThrow(IllegalStateException::new);

    for (OperatorClass c : OperatorClass.values()) {
      assertThat(queued.processor("gpu").launch().seconds(c)).isEqualTo(seconds);
      assertThat(queued.processor("gpu").launch().hostSeconds(c)).isZero();
      assertThat(alone.processor("gpu").launch().seconds(c))
          .isEqualTo(plain.processor("gpu").launch().seconds(c));
    }
  }

  /** The user's word is the last. */
  @Test
  void overridesWinOverTheEngine() {
    EngineProfile mlc = EngineLibrary.byId("mlc");
    String field = "processors.gpu.kernels.matmul.dram_efficiency";
    Processor engines = new DeviceSource("jetson-orin-nano", List.of()).load(mlc).processor("gpu");
    Processor users =
        new DeviceSource("jetson-orin-nano", List.of(field + "=0.5")).load(mlc).processor("gpu");

    assertThat(engines.kernels()).isNotEqualTo(users.kernels());
    assertThat(users.kernels())
        .isEqualTo(
            DeviceLibrary.load("jetson-orin-nano", List.of(field + "=0.5"))
                .processor("gpu")
                .kernels());
  }

  @Test
  void theAnchorIsTheTemplateWithoutOverrides() {
    var source = new DeviceSource("a100-80gb", List.of("processors.gpu.cores=54"));

    assertThat(source.load().processor("gpu").cores()).isEqualTo(54);
    assertThat(source.anchor()).isEqualTo(DeviceLibrary.load("a100-80gb"));
  }

  @Test
  void aStrategyOfOneKindUsesNoOther() {
    assertThat(Strategy.LAYER.only()).isEmpty();
    assertThat(Strategy.GPU_ONLY.only()).isPresent();
    assertThat(Strategy.TENSOR.only()).isEmpty();
    assertThat(Strategy.ids())
        .startsWith("gpu-only", "npu-only", "cpu-only", "layer", "tensor")
        .isSubsetOf(EngineLibrary.ids());
  }
}
