package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;

/** Devices by name, by file, and with overrides. */
final class DeviceLibraryTest {
  private static void rejects(String idOrPath, List<String> overrides, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DeviceLibrary.load(idOrPath, overrides))
        .withMessage(message);
  }

  @Test
  void namesTheNearestDevice() {
    rejects(
        "a100-8gb",
        List.of(),
        "unknown device 'a100-8gb'; did you mean 'a100-80gb'? ('socompass list devices' prints all)");
    rejects(
        "Jetson-AGX-Orin",
        List.of(),
        "unknown device 'Jetson-AGX-Orin'; did you mean 'jetson-agx-orin'?"
            + " ('socompass list devices' prints all)");
  }

  @Test
  void loadsAFileThatExtendsADeviceThatShips(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("my-orin.yaml");
    Files.writeString(file, "extends: jetson-agx-orin\nprocessors:\n  gpu:\n    cores: 12\n");

    Device device = DeviceLibrary.load(file.toString());

    assertThat(device.id()).isEqualTo("my-orin");
    assertThat(device.processor("gpu").cores()).isEqualTo(12);
    assertThat(device.memory()).isEqualTo(DeviceLibrary.load("jetson-agx-orin").memory());
  }

  @Test
  void loadsAFileThatExtendsTheFileBesideIt(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("base.yaml"), "extends: a100-80gb\nname: Base\n");
    Path file = folder.resolve("child.yml");
    Files.writeString(file, "extends: base.yaml\nmemory: {capacity: 40 GB}\n");

    Device device = DeviceLibrary.load(file.toString());

    assertThat(device.id()).isEqualTo("child");
    assertThat(device.name()).isEqualTo("Base");
    assertThat(device.memory().capacityBytes()).isEqualTo(40_000_000_000L);
  }

  @Test
  void aFileCanTakeAProcessorAway(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("no-npu.yaml");
    Files.writeString(file, "extends: snapdragon-8-gen-3\nprocessors: {npu: none}\n");

    assertThat(DeviceLibrary.load(file.toString()).processorIds()).containsExactly("cpu", "gpu");
  }

  @Test
  void namesTheFileAsTheUserDid(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "extends: a100-80gb\nprocessors:\n  gpu:\n    cores: none of them\n");

    rejects(
        file.toString(),
        List.of(),
        file + ":4:12: processors.gpu.cores: 'none of them' is not a number");
  }

  @Test
  void rejectsWhatIsNoTemplateFile(@TempDir Path folder) throws IOException {
    rejects(folder + "/nothing.yaml", List.of(), folder + "/nothing.yaml: no such file");
    rejects(folder + "/", List.of(), folder + ": is a folder, not a template file");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0x00});
    rejects(binary.toString(), List.of(), binary + ": is not UTF-8 text");
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);
    rejects(large.toString(), List.of(), large + ": is larger than 1 MiB; not a template");
  }

  @Test
  void appliesOverridesInOrder() {
    Device device =
        DeviceLibrary.load(
            "a100-80gb",
            List.of("processors.gpu.cores=64", "processors.gpu.cores=128", "memory.capacity=40GB"));

    assertThat(device.processor("gpu").cores()).isEqualTo(128);
    assertThat(device.memory().capacityBytes()).isEqualTo(40_000_000_000L);
  }

  @Test
  void rejectsAnOverrideOfAProcessorThatIsNotThere() {
    rejects(
        "snapdragon-8-gen-3",
        List.of("processors.dsp.cores=2"),
        "--set processors.dsp.cores: there is no section 'processors.dsp'; valid: cpu, gpu, npu");
  }

  @Test
  void namesTheProcessorsThatADeviceHas() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DeviceLibrary.load("snapdragon-8-gen-3").processor("neural"))
        .withMessage("device 'snapdragon-8-gen-3' has no processor 'neural'; valid: cpu, gpu, npu");
  }
}
