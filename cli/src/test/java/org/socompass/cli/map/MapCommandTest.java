package org.socompass.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cli.Cli;
import org.socompass.hardware.template.DeviceLibrary;
import tools.jackson.databind.JsonNode;

/** The results of {@code map} in all forms. */
final class MapCommandTest {
  private static final String MATMUL =
      "map --device jetson-agx-orin matmul --m 256 --k 512 --n 1024";

  /** A phone with units in memory: what run would weigh against the processor, map shows. */
  @Test
  void aProductMayRunInMemory() {
    String product =
        "map -d snapdragon-8-gen-3 --set memory.extends=lpddr5x-pim --processor npu matmul --k 4096"
            + " --n 14336";

    Cli table = Cli.line(product + " --m 1");
    assertThat(table.err()).isEmpty();
    // 117 MB at 0.8 of 546 GB/s: 269 us; the rest is what the NPU takes to send and switch.
    assertThat(table.out())
        .contains("by units of LPDDR5X-PIM, ", "117 MB are read inside, 61.4 KB cross the bus");
    JsonNode inside = Cli.line(product + " --m 1 --format json").json().get("in_memory");
    assertThat(inside.get("in_memory_bytes").longValue()).isEqualTo(2L * 4096 * 14336);
    assertThat(inside.get("main_memory_bytes").longValue()).isEqualTo(4 * 8192 + 2 * 14336);
    assertThat(Cli.line(product + " --m 1 --format csv").out().lines())
        .first()
        .asString()
        .endsWith(",in_memory_us");
    // A field of the units alone is not said to move nothing.
    assertThat(Cli.line(product + " --m 1 --set memory.pim.mode_switch=9us").err()).isEmpty();

    Cli rows = Cli.line(product + " --m 64");
    assertThat(rows.out()).contains("units of LPDDR5X-PIM do not take such types or so many rows");
    assertThat(Cli.line(product + " --m 64 --format json").json().get("in_memory").isNull())
        .isTrue();
    for (String without :
        List.of(" --m 1 --set memory.pim=none", " --m 64 --set memory.pim=none")) {
      assertThat(Cli.line(product + without).out()).doesNotContain("in memory ", "LPDDR5X-PIM, ");
      assertThat(Cli.line(product + without + " --format json").json().has("in_memory")).isFalse();
    }
    assertThat(
            Cli.line(
                    "map -d snapdragon-8-gen-3 --set memory.extends=lpddr5x-pim softmax --rows 8"
                        + " --cols 64 --format json")
                .json()
                .has("in_memory"))
        .isFalse();
  }

  @Test
  void jsonHasTheFieldsOfTheContract() {
    Cli run = Cli.line(MATMUL + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    assertThat(Cli.names(json))
        .contains(
            "device",
            "processor",
            "operator",
            "latency_us",
            "cycles",
            "roofline_us",
            "bound_by",
            "utilization_percent",
            "traffic",
            "mapping",
            "search");
    assertThat(Cli.names(json.get("traffic")))
        .containsExactly("main_memory", "global_buffer", "local_buffer");
    assertThat(Cli.names(json.get("search")))
        .containsExactly(
            "mappings_total",
            "mappings_evaluated",
            "mappings_pruned",
            "seconds",
            "optimal",
            "gap_percent");
    assertThat(json.get("search").get("optimal").booleanValue()).isTrue();
    assertThat(json.get("search").get("gap_percent").doubleValue()).isZero();
    assertThat(json.get("loop_nest").size()).isPositive();
    assertThat(json.get("buffers").get(0).get("used_percent").doubleValue()).isBetween(1.0, 100.0);
    assertThat(json.get("one_more_unit").size()).isEqualTo(4);
    assertThat(json.get("runner_up").get("latency_us").doubleValue())
        .isGreaterThanOrEqualTo(json.get("latency_us").doubleValue());
    assertThat(json.get("processor").stringValue()).isEqualTo("gpu");
    assertThat(json.get("bound_by").stringValue())
        .isIn(
            "compute",
            "vector",
            "memory",
            "local_bandwidth",
            "launch",
            "synchronization",
            "interconnect");
    assertThat(json.get("latency_us").doubleValue())
        .isGreaterThanOrEqualTo(json.get("roofline_us").doubleValue());
  }

  @Test
  void theLatencyHasABandAndSaysWhyItMayBeTrusted() {
    JsonNode json = Cli.line(MATMUL + " --format json").json();
    List<String> csv = Cli.line(MATMUL + " --format csv").out().lines().toList();

    double latency = json.get("latency_us").doubleValue();
    assertThat(json.get("latency_us_p10").doubleValue()).isPositive().isLessThan(latency);
    assertThat(json.get("latency_us_p90").doubleValue()).isGreaterThan(latency);
    assertThat(Cli.names(json.get("trust")))
        .containsExactly(
            "measured_rows", "device_measured", "engine_measured", "nearest", "band_from");
    assertThat(csv.get(0))
        .endsWith(
            ",gap_percent,latency_us_p10,latency_us_p90,measured_rows,device_measured,"
                + "engine_measured,nearest,band_from");
    assertThat(Cli.line(MATMUL).out())
        .containsPattern("latency +[0-9.]+ [mu]?s \\(p10 [0-9.]+ [mu]?s, p90 ")
        .containsPattern("trust +(measured: [0-9,]+ rows? of this device and operator, |never)");
  }

  @Test
  void jsonIsTheSameTwiceButForTheSecondsOfTheSearch() {
    String first = Cli.line(MATMUL + " --format json").out();
    String second = Cli.line(MATMUL + " --format json").out();

    assertThat(second.replaceAll("\"seconds\" : [0-9.]+", ""))
        .isEqualTo(first.replaceAll("\"seconds\" : [0-9.]+", ""));
    assertThat(Cli.line(MATMUL + " --format csv").out())
        .isEqualTo(Cli.line(MATMUL + " --format csv").out());
  }

  @Test
  void tableSaysWhy() {
    assertThat(Cli.line(MATMUL).out())
        .contains("bound by   ")
        .contains("the longest busy one bounds the operator")
        .contains("main_memory")
        .contains("tile_m")
        .contains("Loops\n  for ")
        .contains("local_buffer")
        .contains("one more")
        .contains("runner-up  ")
        .contains(" mappings: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention --query-len 4 --kv-len 64 --query-heads 8 --kv-heads 2 --head-dim 64 --causal",
        "softmax --rows 8 --cols 64",
        "layernorm --rows 8 --cols 64 --dtype fp32",
        "rmsnorm --rows 8 --cols 64",
        "fused_add_rmsnorm --rows 8 --cols 64",
        "gelu --elements 4096",
        "silu --elements 4096",
        "swiglu --elements 4096",
        "geglu --elements 4096",
        "rope --elements 4096",
        "residual_add --elements 4096",
        "embedding --elements 4096",
        "kv_append --elements 4096",
        "quantize --elements 4096 --output-dtype int8",
        "dequantize --elements 4096",
        "matmul --m 1 --k 1 --n 1",
        "matmul --m 8 --k 64 --n 64 --batch 4 --activation-dtype INT8 --weight-dtype int8"
      })
  void everyOperatorIsMapped(String operator) {
    Cli run = Cli.line("map --device jetson-agx-orin " + operator + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("operator").stringValue()).isEqualTo(operator.split(" ", -1)[0]);
  }

  @Test
  void allreduceRunsOnASystemOfDevices() {
    assertThat(Cli.line("map --device a100-80gb-x4 allreduce --elements 1000000").code()).isZero();
    assertThat(Cli.line("map --device a100-80gb allreduce --elements 1000000").err())
        .isEqualTo(
            "socompass: allreduce needs several devices, but 'a100-80gb' is one; --set"
                + " interconnect.devices=N makes it a system\n");
    assertThat(Cli.line("map --device rk3588 allreduce --processor gpu --elements 1000000").err())
        .isEqualTo(
            "socompass: allreduce needs several devices, but 'rk3588' has no interconnect\n");
    assertThat(
            Cli.line(
                    "map --device a100-80gb allreduce --elements 1000000"
                        + " --set interconnect.devices=4 --format json")
                .json()
                .get("latency_us"))
        .isEqualTo(
            Cli.line("map --device a100-80gb-x4 allreduce --elements 1000000 --format json")
                .json()
                .get("latency_us"));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void everyProcessorOfEveryDeviceMapsAMatmul(String device) {
    DeviceLibrary.load(device)
        .processorIds()
        .forEach(
            processor -> {
              Cli run =
                  Cli.line(
                      "map -d "
                          + device
                          + " --processor "
                          + processor
                          + " matmul --m 4 --k 256 --n 256");
              assertThat(run.code()).as(run.err()).isZero();
            });
  }

  /** The greatest sizes are refused or answered, at once either way. */
  @ParameterizedTest
  @CsvSource({"cpu", "gpu", "npu"})
  void greatestSizesEnd(String processor) {
    String size = "1099511627776";
    Cli run =
        Cli.line(
            "map -d snapdragon-8-gen-3 --processor %s matmul --m %s --k %s --n %s"
                .formatted(processor, size, size, size));

    assertThat(run.code()).isIn(0, 2);
    assertThat(run.err()).doesNotContain("internal error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          matmul --m 1 | matmul needs --k, --n; it takes --m --k --n and optionally --batch --activation-dtype --weight-dtype --output-dtype
          softmax --rows 1 --cols 1 --m 3 --causal | softmax does not take --m, --causal; it takes --rows --cols and optionally --dtype
          gelu --rows 4 | gelu needs --elements and does not take --rows; it takes --elements and optionally --dtype
          matmull --m 1 | unknown operator 'matmull'; did you mean 'matmul'?
          matmul --m 0 --k 1 --n 1 | --m must be in [1, 1099511627776], but is 0
          matmul --m -1 --k 1 --n 1 | --m must be in [1, 1099511627776], but is -1
          matmul --m 1e30 --k 1 --n 1 | invalid value for option '--m': '1e30' is not a whole number
          matmul --m x --k 1 --n 1 | invalid value for option '--m': 'x' is not a whole number
          matmul --m 1 --k 1 --n 1 --weight-dtype fp17 | invalid value for option '--weight-dtype': 'fp17' is not a data type; did you mean 'fp16'?
          """)
  void badOperatorIsOneMessage(String operator, String message) {
    Cli run = Cli.line("map --device jetson-agx-orin " + operator);

    assertThat(run.err()).isEqualTo("socompass: " + message + "\nTry 'socompass map --help'.\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aBudgetIsKeptAndTheRestOfTheSpaceStated() {
    JsonNode hasty = Cli.line(MATMUL + " --search-budget 1 --format json").json();
    JsonNode best = Cli.line(MATMUL + " --format json").json();

    JsonNode search = hasty.get("search");
    assertThat(search.get("mappings_evaluated").longValue()).isEqualTo(1);
    assertThat(search.get("optimal").booleanValue()).isFalse();
    double gap = search.get("gap_percent").doubleValue();
    assertThat(gap).isBetween(0.0, 100.0);
    assertThat(best.get("latency_us").doubleValue())
        .isGreaterThanOrEqualTo(hasty.get("latency_us").doubleValue() * (1 - gap / 100) * 0.999999);
    assertThat(Cli.line(MATMUL + " --search-budget 1").out())
        .contains("stopped by the budget, one of the others may be ")
        .contains("runner-up  none was looked at");
    assertThat(Cli.line(MATMUL + " --search-budget 0").err())
        .startsWith("socompass: --search-budget must be in [1, 9223372036854775807], but is 0\n");
  }

  @Test
  void statisticsSayWhatWasEvaluatedAndFound() {
    assertThat(Cli.line(MATMUL + " --stats").err())
        .matches(
            "operators: 0 found in the cache, 0 on disk, 1 searched; mappings: \\d+ evaluated of 768\\n"
                + "tiles: \\d+ found in the cache, \\d+ computed\\n");
  }

  @Test
  void aCacheOnDiskIsFoundByTheNextRun(@TempDir Path folder) throws IOException {
    String line = MATMUL + " --stats --format csv --cache " + folder.resolve("new/cache");
    Cli first = Cli.line(line);
    Cli second = Cli.line(line);
    Cli another = Cli.line(line + " --set memory.capacity=8GB");

    assertThat(first.err()).contains("0 on disk, 1 searched");
    assertThat(second.err()).contains("1 on disk, 0 searched");
    assertThat(another.err()).contains("1 on disk, 0 searched");
    assertThat(second.out()).isEqualTo(first.out());
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(Cli.line(MATMUL + " --cache " + file).err())
        .isEqualTo("socompass: the cache " + file + " can't be used: it is a file\n");
  }

  @Test
  void infeasibleProductNamesTheLevelAndTheMissingBytes() {
    Cli run = Cli.line(MATMUL + " --set processors.gpu.local_buffer.capacity=4KiB");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "socompass: matmul [256,512]x[512,1024] has no mapping on gpu of jetson-agx-orin: no"
                + " tile of gpu's kernels fits: the smallest (64x64, depth 32) needs 16384 B of"
                + " local_buffer, 12288 B more than there is\n");
  }

  @Test
  void infeasibleOperatorNamesTheConstraint() {
    Cli run =
        Cli.line(
            "map -d snapdragon-8-gen-3 --processor npu attention --query-len 1 --kv-len 8"
                + " --query-heads 4 --head-dim 64");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "socompass: attention 1x1x8 heads 4/4 dim 64 has no mapping on npu of"
                + " snapdragon-8-gen-3: npu has no fused attention kernels; its attention runs as"
                + " separate operators\n");
  }

  static List<String> devices() {
    return DeviceLibrary.ids();
  }
}
