package org.socompass.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;

/** {@code map --sweep}: many points at once, and the three characters of a phone's NPU. */
final class MapSweepTest {
  private static final String PHONE = "map --device snapdragon-8-gen-3 ";
  private static final String LATENCY = "latency_us";

  private static List<Double> latencies(String arguments) {
    Cli run = Cli.line(PHONE + arguments + " --format json");
    assertThat(run.code()).as(run.err()).isZero();
    List<Double> result = new ArrayList<>();
    for (JsonNode point : run.json().get("points")) {
      result.add(point.get(LATENCY).doubleValue());
    }
    return result;
  }

  @Test
  void aPointIsWhatMapSays() {
    List<Double> swept =
        latencies("matmul --k 512 --n 512 --sweep m=64:192:64 --sweep processor=gpu,npu");

    assertThat(swept).hasSize(6);
    double alone =
        Cli.line(PHONE + "--processor npu matmul --m 128 --k 512 --n 512 --format json")
            .json()
            .get(LATENCY)
            .doubleValue();
    assertThat(swept.get(3)).isEqualTo(alone);
  }

  @Test
  void csvNamesWhatWasSwept() {
    Cli run = Cli.line(PHONE + "matmul --k 64 --n 64 --sweep m=1,64 --format csv");

    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("m,device,on_processor,operator,shape,types,latency_us,");
    assertThat(lines.get(1)).startsWith("1,snapdragon-8-gen-3,gpu,matmul,\"[1,64]x[64,64]\",");
  }

  /** Character 1: within a tile of the array more rows cost nothing but their bytes. */
  @Test
  void latencyOfAnNpuIsAStaircase() {
    String product = "--processor npu matmul --k 4096 --n 4096 --weight-dtype int4 --sweep m=";

    List<Double> onStair = latencies(product + "130,160");
    List<Double> overStairs = latencies(product + "160,161,192,193");

    assertThat(onStair.get(1)).isCloseTo(onStair.get(0), withinPercentage(1));
    assertThat(overStairs.get(1)).isGreaterThan(1.1 * overStairs.get(0));
    assertThat(overStairs.get(3)).isGreaterThan(1.1 * overStairs.get(2));
  }

  /** Character 2: weights in the resident place are up to 6 times slower (HeteroInfer). */
  @Test
  void anNpuCaresForTheOrderOfOperands() {
    List<Double> order =
        latencies(
            "--processor npu matmul --k 4096 --n 14336 --sweep m=256,1024"
                + " --sweep processors.npu.kernels.matmul.transposed=false,true"
                + " --set processors.npu.kernels.matmul.transposable=false");

    assertThat(order.get(1) / order.get(0)).isCloseTo(6, withinPercentage(10));
    assertThat(order.get(3) / order.get(2)).isCloseTo(6, withinPercentage(10));
  }

  /** Character 3: the down projection falls to 0.5 to 1.5 times the GPU (HeteroInfer). */
  @Test
  void anNpuCaresForTheShape() {
    List<Double> rows =
        latencies(
            "matmul --k 14336 --n 4096 --weight-dtype int4 --sweep m=512,1024"
                + " --sweep processor=gpu,npu"
                + " --set processors.npu.kernels.matmul.transposable=false");

    assertThat(rows.get(0) / rows.get(1)).isBetween(0.5, 1.5);
    assertThat(rows.get(2) / rows.get(3)).isBetween(0.5, 1.5);
  }

  @Test
  void aPictureHasALineForEachCombination(@TempDir Path folder) throws IOException {
    Path picture = folder.resolve("rows.svg");

    Cli run =
        Cli.line(
            PHONE
                + "matmul --k 64 --n 64 --sweep m=32:128:32 --sweep processor=gpu,npu --plot "
                + picture);

    assertThat(run.code()).as(run.err()).isZero();
    String svg = Files.readString(picture);
    assertThat(svg)
        .startsWith("<svg ")
        .contains(">matmul k=64 n=64 on snapdragon-8-gen-3<", ">processor gpu<", ">processor npu<")
        .doesNotContain("NaN");
  }

  @Test
  void pointsWithoutAMappingAreCounted() {
    // The NPU multiplies no fp32.
    Cli run =
        Cli.line(
            PHONE
                + "matmul --k 64 --n 64 --m 64 --activation-dtype fp32 --sweep processor=gpu,npu"
                + " --format csv");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("1 of 2 points have no mapping");
    assertThat(run.out().lines().toList().get(2)).contains(",,,,,,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--sweep m=|--sweep m=: expected NAME=VALUES, as in m=32:1024:32 or processor=gpu,npu",
        "--sweep m=1,,2|--sweep m=1,,2: a value is empty",
        "--sweep m=9:1|--sweep m=9:1: '9:1' is neither a size nor FROM:TO, FROM:TO:STEP or FROM:TO:xFACTOR",
        "--sweep m=x|--sweep m=x: 'x' is neither a size nor FROM:TO, FROM:TO:STEP or FROM:TO:xFACTOR",
        "--sweep m=1:1000000|--sweep m=1:1000000: more than 10000 values; take larger steps",
        "--sweep mm=1|'mm' is neither a size nor the path of a template field; did you mean 'm'?",
        "--sweep m=1 --sweep m=2|--sweep names m twice",
        "--sweep m=1:10000 --sweep k=1:3|the sweeps have more than 20000 points",
        "--plot x.svg|--plot draws a --sweep; name one",
        "--sweep m=1 --stats|--stats is for one operator, not a --sweep",
        "--sweep processor=gpu --m 1 --plot x.svg|--plot needs a size as the first --sweep",
        "--sweep m=1 --sweep processors.npu.lane=1|unknown key 'lane'; did you mean 'lanes'?",
      })
  void mistakesAreNamed(String arguments, String message) {
    Cli run = Cli.line(PHONE + "matmul --k 64 --n 64 " + arguments);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }
}
