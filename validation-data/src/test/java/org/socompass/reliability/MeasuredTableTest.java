package org.socompass.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;

/**
 * What commands say was measured is what the data sets hold: {@code ./socompass validate
 * --reliability DIR} writes the files anew.
 */
final class MeasuredTableTest {
  private static Map<String, Integer> shipped(String path) throws IOException {
    try (var in = MeasuredTableTest.class.getResourceAsStream(path)) {
      Map<String, Integer> rows = new TreeMap<>();
      new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .forEach(
              cells ->
                  rows.put(cells[0] + " " + cells[1] + " " + cells[2], Integer.valueOf(cells[3])));
      return rows;
    }
  }

  private static Map<String, Integer> counted(boolean isWholeModel) {
    Map<String, Integer> rows = new TreeMap<>();
    MeasuredTable.rows(DatasetReader.builtIn())
        .forEach(
            (key, n) -> {
              if (key.kind().isWholeModel() == isWholeModel) {
                rows.put(key.device() + " " + key.kind(), n);
              }
            });
    return rows;
  }

  @Test
  void theRowsOfEachDeviceAndEngineAreThoseOfTheDataSets() throws IOException {
    assertThat(shipped("/engines/measured.csv")).isNotEmpty().isEqualTo(counted(true));
  }

  @Test
  void theRowsOfEachDeviceAndOperatorAreThoseOfTheDataSets() throws IOException {
    assertThat(shipped("/kernels/measured.csv")).isNotEmpty().isEqualTo(counted(false));
  }

  @Test
  void theDataSetsThatWereFittedShip() {
    assertThat(DatasetReader.builtIn()).extracting(Dataset::id).containsAll(FittedData.ids());
  }
}
