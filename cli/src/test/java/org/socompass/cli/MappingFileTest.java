package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Mappings that are written to a file, read from one, and wrong. */
final class MappingFileTest {
  private static final String ORIN =
      "map --device jetson-agx-orin matmul --m 256 --k 512 --n 1024 --format json --mapping ";
  private static final String TILE =
      """
      kernel: pipelined
      unit: matrix
      tile_m: 128
      tile_n: 64
      tile_k: 32
      blocks_per_core: 1
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jetson-agx-orin matmul --m 256 --k 512 --n 1024",
        "jetson-agx-orin matmul --m 3 --k 4096 --n 4096 --weight-dtype int4",
        "jetson-agx-orin attention --query-len 64 --kv-len 512 --query-heads 8 --kv-heads 2 --head-dim 64",
        "jetson-agx-orin softmax --rows 512 --cols 4096",
        "a100-80gb-x4 allreduce --elements 1000000",
        "snapdragon-8-gen-3 --processor gpu matmul --m 1 --k 512 --n 512",
        "snapdragon-8-gen-3 --processor gpu matmul --m 512 --k 512 --n 512",
        "snapdragon-8-gen-3 --processor npu matmul --m 512 --k 4096 --n 4096",
        "snapdragon-8-gen-3 --processor npu --set processors.npu.kernels.matmul.blocking=any"
            + " matmul --m 512 --k 14336 --n 4096",
        "rk3588 --processor npu matmul --m 64 --k 512 --n 512"
      })
  void aSavedMappingHasTheSameLatency(String operator) {
    Path file = folder.resolve("mapping.yaml");
    Cli saved = Cli.line("map -d " + operator + " --format json --save-mapping " + file);
    Cli loaded = Cli.line("map -d " + operator + " --format json --mapping " + file);

    assertThat(loaded.code()).as(loaded.err()).isZero();
    for (String field : new String[] {"latency_us", "cycles", "mapping", "traffic", "bound_by"}) {
      assertThat(loaded.json().get(field)).as(field).isEqualTo(saved.json().get(field));
    }
    assertThat(loaded.json().get("search").get("optimal").booleanValue()).isTrue();
    assertThat(loaded.json().get("best").get("mapping")).isEqualTo(saved.json().get("mapping"));
  }

  private Path mapping(String text) throws IOException {
    return Files.writeString(folder.resolve("mine.yaml"), text);
  }

  @Test
  void aMappingOfTheUserIsShownBesideTheBest() throws IOException {
    JsonNode json = Cli.line(ORIN + mapping(TILE)).json();

    assertThat(json.get("mapping").get("tile_n").intValue()).isEqualTo(64);
    double best = json.get("best").get("latency_us").doubleValue();
    double given = json.get("latency_us").doubleValue();
    assertThat(given).isGreaterThan(best);
    assertThat(json.get("search").get("optimal").booleanValue()).isFalse();
    assertThat(json.get("search").get("gap_percent").doubleValue())
        .isCloseTo(100 * (1 - best / given), org.assertj.core.api.Assertions.within(1e-4));
    assertThat(Cli.line(ORIN.replace("json", "table") + mapping(TILE)).out())
        .contains("faster: ")
        .contains("\nbest");
  }

  /** Each mistake once: the place in the file, and the nearest valid name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kernel: pipelined | kernel: pipelind | 1:9: kernel: 'pipelind' is not valid; did you mean 'pipelined'?
          tile_m: 128 | tile_mm: 128 | 3:1: tile_mm: unknown key 'tile_mm'; did you mean 'tile_m'?
          tile_m: 128 | tile_m: 0 | 3:9: tile_m: must be at least 1, but is 0
          tile_m: 128 | tile_m: 12.5 | 3:9: tile_m: must be a whole number, but is 12.5
          unit: matrix | unit: tensor | 2:7: unit: 'tensor' is not valid; did you mean 'vector'?
          tile_k: 32 | loop_order: K, M, N | 1:1: lacks 'tile_k'; present: kernel, unit, tile_m, tile_n, loop_order, blocks_per_core
          blocks_per_core: 1 | blocks_per_core: 1\\nloop_order: K | 7:13: loop_order: 'K' is not valid; valid: bands of 1 row tiles, N, M, K
          """)
  void aMistakeHasItsPlace(String valid, String wrong, String message) throws IOException {
    Path file = mapping(TILE.replace(valid, wrong.replace("\\n", "\n")));
    Cli run = Cli.line(ORIN + file);

    assertThat(run.err()).isEqualTo("socompass: " + file + ":" + message + "\n");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  /** A mapping that can't run says which buffer, and how many bytes are missing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tile_m: 128 | tile_m: 2048 | needs 270336 B of local_buffer, 103424 B more than there is
          tile_k: 32 | tile_k: 32\\ncores_per_tile: 17 | cores_per_tile is 17, but gpu has 16 cores
          tile_k: 32 | tile_k: 32\\nsplit_k: 64 | k of 512 has no work for 64 splits in steps of 32
          """)
  void aMappingThatDoesNotFitSaysWhy(String valid, String wrong, String message)
      throws IOException {
    Path file = mapping(TILE.replace(valid, wrong.replace("\\n", "\n")));
    Cli run = Cli.line(ORIN + file);

    assertThat(run.err())
        .isEqualTo(
            "socompass: "
                + file
                + ": does not fit matmul [256,512]x[512,1024] on gpu of jetson-agx-orin: "
                + message
                + "\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          block_rows: 512 | block_rows: 500 | block_rows must be a multiple of 32, the rows of a tile, but is 500
          block_depth: 4096 | block_depth: 40 | block_depth must be a multiple of 32, the rows of the array, but is 40
          block_columns: 32 | block_columns: 64 | these kernels keep rows of the left operand, or all weights, while panels of 32 columns pass (kernels.matmul.blocking is rows)
          """)
  void aBlockThatDoesNotSuitTheArraySaysWhy(String valid, String wrong, String message)
      throws IOException {
    String operator = "map -d snapdragon-8-gen-3 --processor npu matmul --m 512 --k 4096 --n 4096 ";
    Path file = folder.resolve("saved.yaml");
    Cli.line(operator + "--save-mapping " + file);
    Files.writeString(file, Files.readString(file).replace(valid, wrong));

    assertThat(Cli.line(operator + "--mapping " + file).err())
        .isEqualTo(
            "socompass: "
                + file
                + ": does not fit matmul [512,4096]x[4096,4096] on npu of snapdragon-8-gen-3: "
                + message
                + "\n");
  }

  @Test
  void aMappingOfOtherKernelsIsRefused() throws IOException {
    Path file = mapping("kernel: rate\npath: tiled\n");

    assertThat(Cli.line(ORIN + file).err())
        .endsWith(
            "matmul on gpu takes a mapping of kernel 'pipelined', but this is of kernel 'rate'\n");
    assertThat(Cli.line(ORIN + folder.resolve("none.yaml")).err())
        .isEqualTo("socompass: " + folder.resolve("none.yaml") + ": no such file\n");
  }

  @Test
  void aFileThatCannotBeWrittenIsTheUsersMistake() {
    Cli run =
        Cli.line(
            "map -d jetson-agx-orin softmax --rows 8 --cols 64 --save-mapping "
                + folder.resolve("no/such/folder.yaml"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("there is no folder");
    assertThat(run.out()).isEmpty();
  }
}
