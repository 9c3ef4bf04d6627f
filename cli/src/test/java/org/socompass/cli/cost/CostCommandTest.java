package org.socompass.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/** Cost with its uncertainty, comparisons, tornados and charts. */
final class CostCommandTest {
  private static final String COST = "cost --device snapdragon-8-elite --samples 200 ";

  @Test
  void percentilesEncloseTheMedianAndTheSeedIsStated() {
    JsonNode cost = Cli.line(COST + "--format json").json();
    JsonNode system = cost.get("percentiles").get("system");

    assertThat(system.get("p10").asDouble()).isLessThan(system.get("p50").asDouble());
    assertThat(system.get("p50").asDouble()).isLessThan(system.get("p90").asDouble());
    assertThat(cost.get("seed").asLong()).isEqualTo(1);
    assertThat(cost.get("samples").asInt()).isEqualTo(200);
    assertThat(cost.get("yield_model").asString()).isEqualTo("negative-binomial:3");
    assertThat(cost.get("memory_price_date").asString()).isEqualTo("2025-10-01");
    assertThat(Cli.line(COST.strip()).out()).contains("draws         200, seed 1\n");
  }

  /** Energy constants are those of a device at its node; another node needs others. */
  @Test
  void theNodeMovesAreaAndCostButNotEnergy() {
    String run = "run -d snapdragon-8-gen-3 -m llama-3.2-1b -q w4a16 -p 8 -n 2 --format json";
    JsonNode own = Cli.line(run).json();
    JsonNode older = Cli.line(run + " --set process_node=N7").json();
    String energy = "decode_energy_j_per_token";

    assertThat(older.get(energy)).isEqualTo(own.get(energy));
    assertThat(older.get("ai_area_mm2").asDouble())
        .isGreaterThan(own.get("ai_area_mm2").asDouble());
    assertThat(Cli.line(COST.strip()).out()).contains("it moves area, cost and carbon, not energy");
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    String once = Cli.line(COST + "--seed 5 --format csv").out();

    assertThat(Cli.line(COST + "--seed 5 --format csv").out()).isEqualTo(once);
    assertThat(Cli.line(COST + "--seed 6 --format csv").out()).isNotEqualTo(once);
  }

  @Test
  void theTornadoIsSortedAndNamesSources() {
    List<String> lines = Cli.line(COST + "--sensitivity --format csv").out().lines().toList();

    assertThat(lines.get(0))
        .isEqualTo(
            "device,result,constant,constant_p10,constant_p90,low,high,swing,swing_percent,source");
    assertThat(lines.get(1)).startsWith("snapdragon-8-elite,system cost,memory-prices: LPDDR5X");
    assertThat(lines.size()).isGreaterThan(8);
    assertThat(Cli.line(COST + "--sensitivity").out())
        .contains("What moves the system cost of 195 USD");
  }

  @Test
  void aDeviceAgainstItselfIsOneInEveryDraw() {
    JsonNode items =
        Cli.line(COST + "--against snapdragon-8-elite --format json").json().get("comparison");

    for (JsonNode item : items) {
      for (String field : List.of("ratio", "ratio_p10", "ratio_p50", "ratio_p90")) {
        assertThat(item.get(field).asDouble()).isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void memoryPricesOfTheUserReplaceTheTable() {
    JsonNode cheap = Cli.line(COST + "--memory-price 1 --format json").json();
    JsonNode early = Cli.line(COST + "--memory-price-date 2025-02-01 --format json").json();

    assertThat(cheap.get("memory_usd").asDouble()).isCloseTo(16, within(1e-9));
    assertThat(cheap.get("memory_price_date").isNull()).isTrue();
    assertThat(early.get("memory_usd").asDouble()).isCloseTo(32, within(1e-9));
  }

  @Test
  void chartsAreWellFormed(@TempDir Path folder) throws Exception {
    Path tornado = folder.resolve("tornado.svg");
    Path parts = folder.resolve("parts.svg");
    Path blocks = folder.resolve("blocks.svg");

    assertThat(Cli.line(COST + "--sensitivity --plot " + tornado).code()).isZero();
    // The option's first name.
    assertThat(Cli.line(COST + "--chart " + parts).code()).isZero();
    assertThat(Cli.line("area --device snapdragon-8-elite --plot " + blocks).code()).isZero();
    for (Path chart : List.of(tornado, parts, blocks)) {
      String svg = Files.readString(chart);
      var document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
      assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThan(4);
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }
    assertThat(Files.readString(tornado)).contains("wafer_price of the 3 nm family");
  }

  @Test
  void aFigureHasItsSizeOnPaperAndItsNumbersBesideIt(@TempDir Path folder) throws Exception {
    Path blocks = folder.resolve("blocks.svg");
    Cli run =
        Cli.line(
            "area --device snapdragon-8-elite --chart-size 85mmx8cm --font-size 8 --plot "
                + blocks);
    assertThat(run.code()).isZero();
    // 85 mm are 85 / 25.4 * 72 = 240.9 pt, 8 cm are 226.8 pt.
    assertThat(Files.readString(blocks)).contains("width=\"240.9pt\" height=\"226.8pt\"");
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(folder.resolve("blocks.csv")))
        .startsWith("bar,part,\"area [mm2], line: p10 to p90\",p10 of bar,p90 of bar\r\n");

    Cli low = Cli.line("area --device snapdragon-8-elite --chart-size 240x120 --plot " + blocks);
    assertThat(low.err()).contains("higher than the 120 pt of --chart-size", "takes ");
    // A result that goes where the numbers would go keeps its place.
    Path table = folder.resolve("blocks.csv");
    Cli.line("area --device snapdragon-8-elite --format csv --plot " + blocks + " -o " + table);
    assertThat(Files.readString(table)).startsWith("device,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--chart-size 1x2x3 | not '1x2x3'",
        "--chart-size 240px | in pt, mm, cm or in",
        "--chart-size 20mm | a side must be in [120, 3000] pt, but 20mm is 57 pt",
        "--font-size 0 | it must be in [5, 40] pt, but is '0'",
        "--samples 1 | --samples must be in [2, 1000000], but is 1",
        "--yield-model murphey | there is no yield model 'murphey'; did you mean 'murphy'?",
        "--memory-price 0 | --memory-price must be positive, but is 0.0",
        "--memory-price-date spring | 'spring' is not a date, as in 2025-10-01",
        "--grid-intensity -1 | --grid-intensity must be positive, but is -1.0",
        "--sensitivity --against rk3588 | are two questions; ask one at a time",
        "--against snapdragon-9 | unknown device 'snapdragon-9'",
        "--chart nowhere/x.svg | there is no folder"
      })
  void mistakesAreNamed(String options, String message) {
    Cli run = Cli.line("cost --device snapdragon-8-elite " + options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void everyConstantShowsItsSource() {
    for (String table : org.socompass.cost.constants.CostTables.ids()) {
      JsonNode fields = Cli.line("show constants " + table + " --format json").json().get("fields");
      assertThat(fields.size()).as(table).isGreaterThan(5);
      for (JsonNode field : fields) {
        boolean isQuantity = field.get("value").asString().matches("-?[0-9.]+");
        boolean isStructure =
            field
                .get("field")
                .asString()
                .matches(".*(node|feature_nm|width_bits|gpcs|tpcs|terms.*)");
        assertThat(!isQuantity || isStructure || !field.get("source").isNull())
            .as(table + " " + field.get("field"))
            .isTrue();
      }
    }
    assertThat(Cli.line("show constants assemby").err())
        .contains("there is no table of constants 'assemby'; did you mean 'assembly'?");
  }

  @Test
  void areasAreValidatedByBlock() {
    Cli run = Cli.line("validate --area --format csv --max-mape 25");
    List<String> lines = run.out().lines().toList();

    assertThat(run.code()).isZero();
    assertThat(lines.get(0)).startsWith("chip,block,measured_mm2,in_sample_mm2");
    assertThat(lines).anyMatch(l -> l.startsWith("AMD Aldebaran,memory phy,83.3,"));
    assertThat(Cli.line("validate --area --max-mape 5").code()).isEqualTo(1);
    assertThat(Cli.line("validate --area --set memory.capacity=1GB").err())
        .contains("--area has measurements of its own");
  }
}
