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

    DeviceSummary summary = DeviceLibrary.summary(id);

    assertThat(summary)
        .isEqualTo(
            new DeviceSummary(
                id,
                device.name(),
                device.processNode(),
                device.processorIds(),
                device.memory(),
                summary.kind()));
    assertThat(summary.kind()).isPresent();
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
    if (id.startsWith("apple-") && id.endsWith("gpu")) {
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
    "rk3576",
    "rk3562",
    "snapdragon-8-gen-1",
    "snapdragon-8-gen-2",
    "snapdragon-x2-elite",
    "sa8775p",
    "sa8295p",
    "dimensity-8400",
    "dimensity-9000",
    "dimensity-9400",
    "exynos-2400",
    "tensor-g5",
    "cix-p1",
    "ryzen-ai-5-340",
    "ryzen-ai-max-395"
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
    assertThat(one.interconnect().orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("devices")
        .isEqualTo(links);
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
