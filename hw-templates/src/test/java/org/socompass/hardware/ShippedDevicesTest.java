package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceSummary;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.Dimension;

/** The templates that ship: complete, sourced, and at the published peaks. */
final class ShippedDevicesTest {
  private static final Pattern NUMBER_FIRST = Pattern.compile("[+-]?\\.?\\d.*");

  /** Not a quantity though it starts with a digit: "8N", "4x Cortex-X4". */
  private static final Set<String> TEXT_KEYS = Set.of("name", "process_node", "type");

  static List<String> ids() {
    return DeviceLibrary.ids();
  }

  private static List<TemplateTree.Field> fields(String id) {
    return TemplateTree.fields(DeviceLibrary.tree(id, List.of()));
  }

  private static Optional<String> text(String id, String path) {
    return fields(id).stream()
        .filter(f -> f.path().equals(path))
        .map(TemplateTree.Field::text)
        .findFirst();
  }

  private static boolean isQuantity(TemplateTree.Field field) {
    String key = field.path().substring(field.path().lastIndexOf('.') + 1);
    return NUMBER_FIRST.matcher(field.text()).matches() && !TEXT_KEYS.contains(key);
  }

  @Test
  void theIndexListsTheFilesThatThereAre() throws IOException, URISyntaxException {
    URL index = Objects.requireNonNull(DeviceLibrary.class.getResource("/devices/index.txt"));
    Path folder = Objects.requireNonNull(Path.of(index.toURI()).getParent());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> present =
          files
              .map(f -> String.valueOf(f.getFileName()))
              .filter(f -> f.endsWith(".yaml"))
              .map(f -> f.substring(0, f.length() - ".yaml".length()))
              .sorted()
              .toList();

      assertThat(ids()).isEqualTo(present).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void loads(String id) {
    Device device = DeviceLibrary.load(id);

    assertThat(device.id()).isEqualTo(id);
    assertThat(device.processors()).isNotEmpty();
    for (Processor processor : device.processors().values()) {
      assertThat(processor.launch().seconds()).containsOnlyKeys(OperatorClass.values());
      assertThat(processor.vector().flopsPerCycle(DataType.FP32)).isPresent();
      assertThat(processor.vector().flopsPerCycle(DataType.FP16)).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void theSummaryIsThatOfTheDevice(String id) {
    Device device = DeviceLibrary.load(id);

    assertThat(DeviceLibrary.summary(id))
        .isEqualTo(
            new DeviceSummary(
                id, device.name(), device.processNode(), device.processorIds(), device.memory()));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyQuantityNamesItsSource(String id) {
    for (TemplateTree.Field field : fields(id)) {
      if (isQuantity(field)) {
        assertThat(field.source()).as(id + ": " + field.path()).isPresent();
        assertThat(field.source().orElseThrow())
            .as(id + ": " + field.path())
            .hasSizeGreaterThan(10)
            .doesNotContain("shared/")
            .doesNotContain("/work")
            .doesNotContain(".md ");
      }
    }
  }

  /** A calibration starts inside the range that the template gives it. */
  @ParameterizedTest
  @MethodSource("ids")
  void everyEmpiricalValueLiesInItsRange(String id) {
    for (TemplateTree.Field field : fields(id)) {
      field
          .bounds()
          .ifPresent(
              bounds -> {
                double value = si(field.text());
                assertThat(value)
                    .as(id + ": " + field.path())
                    .isBetween(si(bounds.minimum()), si(bounds.maximum()));
              });
    }
  }

  /** Returns the value of a quantity in whatever dimension has its unit. */
  private static double si(String text) {
    return Stream.of(Dimension.values())
        .map(d -> d.parse(text))
        .filter(p -> p.error().isEmpty())
        .mapToDouble(Dimension.Parsed::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("'" + text + "' is no quantity"));
  }

  /** What the fit is to move must be declared as empirical everywhere. */
  @ParameterizedTest
  @MethodSource("ids")
  void theFittedFieldsHaveARange(String id) {
    Pattern fitted =
        Pattern.compile(".*\\.(launch\\.(?!queued$).*|dram\\.efficiency|matrix\\.efficiency\\..*)");
    for (TemplateTree.Field field : fields(id)) {
      if (fitted.matcher(field.path()).matches()) {
        assertThat(field.bounds()).as(id + ": " + field.path()).isPresent();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyMatrixRateHasAnEfficiencyOrNoneHas(String id) {
    for (Processor processor : DeviceLibrary.load(id).processors().values()) {
      processor
          .matrix()
          .ifPresent(
              m ->
                  assertThat(m.efficiency().keySet())
                      .isIn(Set.of(), m.macsPerPePerCycle().keySet()));
    }
  }

  /** Dense peaks as the vendors or the papers print them. */
  @ParameterizedTest(name = "{0} {1} {2}: {3} T/s")
  @CsvSource({
    "a100-80gb, gpu, tf32, 156",
    "a100-80gb, gpu, fp16, 312",
    "a100-80gb, gpu, bf16, 312",
    "a100-80gb, gpu, int8, 624",
    "a100-80gb-x4, gpu, fp16, 312",
    "mi210, gpu, fp16, 149.1",
    "jetson-agx-orin, gpu, fp16, 42.6",
    "jetson-agx-orin, gpu, int8, 85.2",
    "jetson-agx-thor, gpu, fp16, 258",
    "jetson-agx-thor, gpu, fp8, 516",
    "jetson-agx-thor, gpu, int8, 516",
    "jetson-agx-thor, gpu, fp4, 1032",
    "jetson-orin-nano, gpu, int8, 20.8",
    "jetson-orin-nano-super, gpu, int8, 33.4",
    "snapdragon-8-gen-3, npu, fp16, 17",
    "snapdragon-8-gen-3, npu, int8, 34",
    "snapdragon-x-elite, npu, int8, 45",
    "dimensity-9300, npu, fp16, 24",
    "dimensity-9300, npu, int8, 48",
  })
  void theMatrixEngineReachesThePublishedPeak(
      String id, String processor, String type, double published) {
    assertThat(matrixPeak(id, processor, type)).isCloseTo(published, offset(published * 0.02));
  }

  /** Rockchip rounds 3 x 1024 x 2 x 1 GHz = 6.14 TOPS to 6. */
  @ParameterizedTest
  @CsvSource({"rk3588", "rk3576"})
  void theRockchipNpuReachesSixTops(String id) {
    assertThat(matrixPeak(id, "npu", "int8")).isCloseTo(6, offset(0.15));
  }

  private static double matrixPeak(String id, String processor, String type) {
    Processor p = DeviceLibrary.load(id).processor(processor);
    double macsPerCycle = p.matrix().orElseThrow().macsPerCycle(DataType.of(type)).orElseThrow();
    return 2 * macsPerCycle * p.lanes() * p.clockHz() / 1e12;
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3} TFLOPS")
  @CsvSource({
    "a100-80gb, gpu, fp32, 19.5",
    "a100-80gb, gpu, fp16, 78",
    "mi210, gpu, fp32, 18.6",
    "jetson-agx-orin, gpu, fp32, 5.33",
    "snapdragon-8-gen-3, gpu, fp16, 2.8",
    "snapdragon-8-gen-3, gpu, fp32, 2.77",
    "snapdragon-x-elite, gpu, fp32, 4.6",
    "dimensity-9300, gpu, fp16, 4.0",
    "rk3588, gpu, fp16, 0.977",
    "rk3588, gpu, int8, 1.88",
    "apple-m1-8gpu, gpu, fp32, 2.6",
    "apple-m1-pro-16gpu, gpu, fp32, 5.3",
    "apple-m1-max-32gpu, gpu, fp32, 10.6",
    "apple-m2-10gpu, gpu, fp32, 3.6",
    "apple-m4-10gpu, gpu, fp32, 3.84",
  })
  void theVectorUnitReachesThePublishedPeak(
      String id, String processor, String type, double published) {
    Processor p = DeviceLibrary.load(id).processor(processor);

    double flopsPerCycle = p.vector().flopsPerCycle(DataType.of(type)).orElseThrow();

    assertThat(flopsPerCycle * p.lanes() * p.clockHz() / 1e12)
        .isCloseTo(published, offset(published * 0.02));
  }

  @ParameterizedTest(name = "{0}: {1} GB/s")
  @CsvSource({
    "a100-80gb, 2039",
    "mi210, 1638",
    "jetson-agx-orin, 204.8",
    "jetson-agx-thor, 273.1",
    "jetson-orin-nano, 68",
    "jetson-orin-nano-super, 102",
    "snapdragon-8-gen-3, 68.3",
    "snapdragon-8-elite, 76.8",
    "snapdragon-8-elite-gen-5, 85.3",
    "snapdragon-x-elite, 135",
    "dimensity-9300, 76.8",
    "rk3588, 44",
    "rk3576, 17.1",
    "apple-m1-7gpu, 68.3",
    "apple-m1-8gpu, 68.3",
    "apple-m1-pro-14gpu, 200",
    "apple-m1-max-24gpu, 400",
    "apple-m1-ultra-64gpu, 800",
    "apple-m2-8gpu, 100",
    "apple-m2-pro-19gpu, 200",
    "apple-m2-max-30gpu, 400",
    "apple-m2-ultra-60gpu, 800",
    "apple-m3-10gpu, 100",
    "apple-m3-pro-14gpu, 150",
    "apple-m3-max-30gpu, 300",
    "apple-m3-max-40gpu, 400",
    "apple-m3-ultra-80gpu, 800",
    "apple-m4-10gpu, 120",
    "apple-m4-pro-16gpu, 273",
    "apple-m4-max-32gpu, 410",
    "apple-m4-max-40gpu, 546",
  })
  void mainMemoryHasThePublishedBandwidth(String id, double gigabytesPerSecond) {
    assertThat(DeviceLibrary.load(id).memory().peakBytesPerSecond() / 1e9)
        .isCloseTo(gigabytesPerSecond, offset(gigabytesPerSecond * 0.005));
  }

  /** A vendor's rounded figure must not have drifted from the channels of the same template. */
  @ParameterizedTest
  @MethodSource("ids")
  void theBandwidthAgreesWithTheChannels(String id) {
    if (text(id, "memory.channels").isEmpty()) {
      return; // stacked memory
    }
    double peak = DeviceLibrary.load(id).memory().peakBytesPerSecond();

    double ofChannels =
        si(text(id, "memory.channels").orElseThrow())
            * si(text(id, "memory.channel_width").orElseThrow())
            / 8
            * si(text(id, "memory.data_rate").orElseThrow());

    assertThat(peak).isCloseTo(ofChannels, offset(ofChannels * 0.03));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void theIdOfAnAppleChipNamesItsCores(String id) {
    if (id.startsWith("apple-")) {
      int cores = Integer.parseInt(id.replaceFirst(".*-(\\d+)gpu$", "$1"));

      Device device = DeviceLibrary.load(id);

      assertThat(device.processor("gpu").cores()).isEqualTo(cores);
      assertThat(device.name()).contains(cores + "-core");
      assertThat(device.processorIds()).containsExactly("gpu");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "snapdragon-8-gen-3",
    "snapdragon-8-elite",
    "snapdragon-8-elite-gen-5",
    "snapdragon-x-elite",
    "dimensity-9300",
    "rk3588",
    "rk3576"
  })
  void aPhoneChipHasThreeProcessorsAndACostOfHandOver(String id) {
    Device device = DeviceLibrary.load(id);

    assertThat(device.processorIds()).containsExactly("cpu", "gpu", "npu");
    assertThat(device.synchronization()).isPresent();
    assertThat(device.processor("gpu").matrix()).isEmpty();
    assertThat(device.processor("npu").matrix()).isPresent();
    for (Processor processor : device.processors().values()) {
      processor
          .dram()
          .capBytesPerSecond()
          .ifPresent(
              cap ->
                  assertThat(cap).isLessThanOrEqualTo(device.memory().achievableBytesPerSecond()));
    }
  }

  @Test
  void fourA100sDifferFromOneInNothingButTheLinks() {
    Device one = DeviceLibrary.load("a100-80gb");
    Device four = DeviceLibrary.load("a100-80gb-x4");

    assertThat(four.processors()).isEqualTo(one.processors());
    assertThat(four.memory()).isEqualTo(one.memory());
    assertThat(one.deviceCount()).isEqualTo(1);
    Interconnect links = four.interconnect().orElseThrow();
    assertThat(links.topology()).isEqualTo(Interconnect.Topology.FULLY_CONNECTED);
    assertThat(links.devices()).isEqualTo(4);
    assertThat(links.links()).isEqualTo(12);
    assertThat(links.bytesPerSecondPerLink()).isEqualTo(25e9);
    assertThat(links.latencySeconds()).isEqualTo(8.92e-6);
    assertThat(links.flitBytes()).isEqualTo(16);
    assertThat(links.headerBytes()).isEqualTo(16);
    assertThat(links.payloadBytes()).isEqualTo(256);
  }

  @Test
  void orinNanoSuperIsAnOrinNanoWithFasterClocks() {
    Device nano = DeviceLibrary.load("jetson-orin-nano");
    Device superNano = DeviceLibrary.load("jetson-orin-nano-super");

    assertThat(superNano.processor("gpu"))
        .usingRecursiveComparison()
        .ignoringFields("clockHz")
        .isEqualTo(nano.processor("gpu"));
    assertThat(nano.processor("gpu").clockHz()).isEqualTo(0.635e9);
    assertThat(superNano.processor("gpu").clockHz()).isEqualTo(1.020e9);
  }

  @Test
  void thorKeepsOfOrinWhatItDoesNotOverride() {
    Processor orin = DeviceLibrary.load("jetson-agx-orin").processor("gpu");
    Processor thor = DeviceLibrary.load("jetson-agx-thor").processor("gpu");

    assertThat(thor.vector()).isEqualTo(orin.vector());
    assertThat(thor.registerBytes()).isEqualTo(orin.registerBytes());
    assertThat(thor.local().bytesPerCycle()).isEqualTo(orin.local().bytesPerCycle());
    assertThat(thor.local().capacityBytes()).isEqualTo(227 * 1024);
  }
}
