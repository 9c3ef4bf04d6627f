package org.socompass.hardware.template;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Kernels;
import org.socompass.hardware.MatmulKernels;
import org.socompass.hardware.Tile;
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
    rejects(folder + "/", List.of(), folder + ": is a folder, not a file");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0x00});
    rejects(binary.toString(), List.of(), binary + ": is not UTF-8 text");
    rejects("a\u0000.yaml", List.of(), "'a\\u0000.yaml' is not a valid file name");
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);
    rejects(large.toString(), List.of(), large + ": is larger than 1 MiB");
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
  void anOverrideMayStartASectionThatATemplateLeavesOut() {
    Device device =
        DeviceLibrary.load("rk3588", List.of("product.test=3 USD", "area.memory.units_on_die=8"));

    assertThat(device.product().orElseThrow().testUsd()).hasValue(3);
    assertThat(device.area().orElseThrow().memory().orElseThrow().unitsOnDie()).hasValue(8);
    rejects(
        "rk3588",
        List.of("product.tset=3 USD"),
        "--set product.tset=3 USD: unknown key 'tset'; did you mean 'test'?");
  }

  @Test
  void rejectsAnOverrideOfAProcessorThatIsNotThere() {
    rejects(
        "snapdragon-8-gen-3",
        List.of("processors.dsp.cores=2"),
        "--set processors.dsp.cores=2: there is no section 'processors.dsp'; valid: cpu, gpu, npu");
  }

  @Test
  void namesTheProcessorsThatADeviceHas() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> DeviceLibrary.load("snapdragon-8-gen-3").processor("neural"))
        .withMessage("device 'snapdragon-8-gen-3' has no processor 'neural'; valid: cpu, gpu, npu");
  }

  @Test
  void aParentsParentIsSoughtInItsOwnFolder(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("lib/deep"));
    Files.writeString(folder.resolve("lib/base.yaml"), "extends: a100-80gb\nname: Base\n");
    Files.writeString(folder.resolve("lib/deep/middle.yaml"), "extends: ../base.yaml\n");
    Path file = folder.resolve("child.yaml");
    Files.writeString(file, "extends: lib/deep/middle.yaml\n");

    assertThat(DeviceLibrary.load(file.toString()).name()).isEqualTo("Base");
  }

  @Test
  void namesAParentByItsPath(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("base.yaml"), "extends: a100-80gb\nmemory:\n  capacity: 1\n");
    Path file = folder.resolve("child.yaml");
    Files.writeString(file, "extends: ./base.yaml\n");

    rejects(
        file.toString(),
        List.of(),
        folder
            + "/base.yaml:3:13: memory.capacity: '1' lacks its unit: B, KB, MB, GB, TB, KiB, MiB,"
            + " GiB");
  }

  /** A file that is no template may hold what is not for a log. */
  @Test
  void anErrorPrintsTenKeysOfAFileAtMost(@TempDir Path folder) throws IOException {
    var text = new StringBuilder();
    for (int i = 10; i < 40; i++) {
      text.append("secret").append(i).append(": x\n");
    }
    Files.writeString(folder.resolve("keys.yaml"), text);
    Path file = folder.resolve("child.yaml");
    Files.writeString(file, "extends: keys.yaml\n");

    rejects(
        file.toString(),
        List.of(),
        file
            + ":1:1: lacks 'memory'; present: secret10, secret11, secret12, secret13, secret14,"
            + " secret15, secret16, secret17, secret18, secret19 and 21 more");
    rejects(
        file.toString(),
        List.of("a.b=1"),
        "--set a.b=1: there is no section 'a'; valid: extends, secret10, secret11, secret12,"
            + " secret13, secret14, secret15, secret16, secret17, secret18 and 21 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "./nothing.yaml|%s/nothing.yaml: no such file",
        "'\"a\\0.yaml\"'|'''a\\u0000.yaml'' is not a valid file name'",
        "/dev/zero|'''/dev/zero'' is no template: a file''s name ends in .yaml or .yml'",
        "../../etc/passwd|'''../../etc/passwd'' is no template: a file''s name ends in .yaml or .yml'",
        "folder.yaml|'''folder.yaml'' is no template: it is not a regular file'",
        "zero.yaml|'''zero.yaml'' is no template: it is not a regular file'",
        "child.yaml|'''child.yaml'' extends itself: %1$s/child.yaml -> %1$s/child.yaml'",
        "a100-8gb|unknown template 'a100-8gb'; did you mean 'a100-80gb'?",
      })
  void saysWhereAParentWasNamed(String parent, String message, @TempDir Path folder)
      throws IOException {
    Files.createDirectory(folder.resolve("folder.yaml"));
    Path zero = Files.createSymbolicLink(folder.resolve("zero.yaml"), Path.of("/dev/zero"));
    Path file = folder.resolve("child.yaml");
    Files.writeString(file, "extends: " + parent + "\n");

    rejects(file.toString(), List.of(), file + ":1:10: extends: " + message.formatted(folder));
    // Else the folder's removal warns of a link that leads out of it.
    Files.delete(zero);
  }

  /** A user's variant of a device may well have its name. */
  @Test
  void aFileMayHaveTheNameOfTheDeviceThatItExtends(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a100-80gb.yaml");
    Files.writeString(file, "extends: a100-80gb\nname: Mine\n");

    assertThat(DeviceLibrary.load(file.toString()).name()).isEqualTo("Mine");
  }

  @Test
  void aProcessorWithoutKernelsTakesTheGenericOnesOfItsKind(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "extends: a100-80gb\nprocessors: {gpu: {kernels: none}}\n");
    Path stated = folder.resolve("stated.yaml");
    Files.writeString(
        stated, "extends: a100-80gb\nprocessors: {gpu: {kernels: {extends: generic-gpu}}}\n");

    assertThat(kernels(file)).isEqualTo(kernels(stated));
    assertThat(kernels(file).matmul()).isInstanceOf(MatmulKernels.Rate.class);
    assertThat(DeviceLibrary.load("a100-80gb", List.of("processors.gpu.kernels=none")))
        .extracting(d -> d.processor("gpu").kernels())
        .isEqualTo(kernels(file));
  }

  @Test
  void aKernelSectionIsMergedOverTheLibraryItExtends(@TempDir Path folder) throws IOException {
    Path plain = folder.resolve("plain.yaml");
    Files.writeString(plain, "extends: a100-80gb\nprocessors: {gpu: {kernels: none}}\n");
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        extends: a100-80gb
        processors:
          gpu:
            kernels: {extends: generic-gpu, matmul: {tile: 8x8, efficiency: {fp16: 0.125}}}
        """);

    var mine = (MatmulKernels.Rate) kernels(file).matmul();
    var generic = (MatmulKernels.Rate) kernels(plain).matmul();
    assertThat(mine.tile()).isEqualTo(new Tile(8, 8));
    assertThat(mine.efficiency()).containsEntry(DataType.FP16, 0.125);
    assertThat(mine.efficiency().get(DataType.INT8))
        .isEqualTo(generic.efficiency().get(DataType.INT8));
    assertThat(mine.dequantizeSlots()).isEqualTo(generic.dequantizeSlots());
    assertThat(kernels(file).streaming()).isEqualTo(kernels(plain).streaming());
  }

  @Test
  void aChildsKernelLibraryReplacesItsParentsKernels(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("base.yaml"),
        """
        extends: a100-80gb
        processors: {gpu: {kernels: {extends: generic-gpu, matmul: {tile: 8x8}}}}
        """);
    Path keeps = folder.resolve("keeps.yaml");
    Files.writeString(
        keeps, "extends: base.yaml\nprocessors: {gpu: {kernels: {streaming: {overlap: 3}}}}\n");
    Path replaces = folder.resolve("replaces.yaml");
    Files.writeString(
        replaces, "extends: base.yaml\nprocessors: {gpu: {kernels: {extends: generic-cpu}}}\n");

    assertThat(((MatmulKernels.Rate) kernels(keeps).matmul()).tile()).isEqualTo(new Tile(8, 8));
    assertThat(kernels(keeps).streaming().overlap()).isEqualTo(3);
    assertThat(kernels(replaces).matmul())
        .isEqualTo(
            DeviceLibrary.load("snapdragon-8-gen-3", List.of("processors.cpu.kernels=none"))
                .processor("cpu")
                .kernels()
                .matmul());
  }

  private static Kernels kernels(Path file) {
    return DeviceLibrary.load(file.toString()).processor("gpu").kernels();
  }

  @Test
  void anOverrideOfTheKernelLibraryGoesFirst() {
    Kernels kernels =
        DeviceLibrary.load(
                "a100-80gb",
                List.of(
                    "processors.gpu.kernels.matmul.tile=8x8",
                    "processors.gpu.kernels.extends=generic-gpu"))
            .processor("gpu")
            .kernels();

    assertThat(((MatmulKernels.Rate) kernels.matmul()).tile()).isEqualTo(new Tile(8, 8));
  }

  @Test
  void rejectsAnUnknownKernelLibrary(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file, "extends: a100-80gb\nprocessors: {gpu: {kernels: {extends: generic-gpo}}}\n");

    rejects(
        file.toString(),
        List.of(),
        file
            + ":2:39: processors.gpu.kernels.extends: unknown kernel library 'generic-gpo'; did"
            + " you mean 'generic-gpu'?");
    rejects(
        "a100-80gb",
        List.of("processors.gpu.kernels.extends=generic-gpo"),
        "--set processors.gpu.kernels.extends=generic-gpo: unknown kernel library 'generic-gpo';"
            + " did you mean 'generic-gpu'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory.capacity=-1 GB|must be at least 1 B, but is -1 GB",
        "memory.latency=-1 ns|must be positive, but is -1 ns",
        "memory.capcity=1 GB|unknown key 'capcity'; did you mean 'capacity'?",
        "processors.gpu.matrix.macs_per_pe_per_cycle.fp61=1"
            + "|'''fp61'' is not a data type; did you mean ''fp16''?'",
        "processors.gpu.kernels.extends=[a]|must be a single value",
      })
  void namesAnOverrideOnce(String assignment, String message) {
    rejects("a100-80gb", List.of(assignment), "--set " + assignment + ": " + message);
  }

  @Test
  void anOverrideCanTakeAProcessorAwayAndAddAField() {
    Device device =
        DeviceLibrary.load(
            "snapdragon-8-gen-3", List.of("processors.npu=none", "processors.gpu.dram.ramp=1 us"));

    assertThat(device.processorIds()).containsExactly("cpu", "gpu");
    assertThat(device.processor("gpu").dram().rampSeconds()).isEqualTo(1e-6);
  }

  /** A library's constants for each of very many processors would not fit into memory. */
  @Test
  void rejectsMoreProcessorsThanAChipHas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("many.yaml");
    String processor = "  p%d: {kind: gpu}\n";
    String text =
        IntStream.rangeClosed(1, 10_000).mapToObj(processor::formatted).collect(joining());
    Files.writeString(file, "name: Many\nprocessors:\n" + text);

    rejects(
        file.toString(),
        List.of(),
        file + ":2:1: processors: a device has at most 32, but this has 10000");
  }

  /** A template of a megabyte of keys, all the way through merging and reading. */
  @Test
  void answersAHostileTemplateQuickly(@TempDir Path folder) throws IOException {
    var text = new StringBuilder("extends: a100-80gb\n");
    for (int i = 0; text.length() < (1 << 20) - 64; i++) {
      text.append("p").append(i).append(": {a: 1}\n");
    }
    Path file = folder.resolve("hostile.yaml");
    Files.writeString(file, text.toString());

    assertTimeout(
        Duration.ofSeconds(20),
        () ->
            assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> DeviceLibrary.load(file.toString()))
                .withMessageStartingWith(file + ":2:1: p0: unknown key 'p0'; valid: area, "));
  }
}
