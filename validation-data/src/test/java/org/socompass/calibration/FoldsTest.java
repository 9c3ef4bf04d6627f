package org.socompass.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.validation.Row;

/** Families stay whole, and folds are even. */
final class FoldsTest {
  @ParameterizedTest
  @CsvSource({"2,1", "5,1", "5,2", "10,3", "40,1"})
  void noFamilyIsInTwoFolds(int wanted, long seed) {
    List<Measurement> points = points();
    Folds folds = Folds.of(points, wanted, seed);

    Map<String, Integer> foldOf = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      int fold = folds.foldOfPoint().get(i);
      assertThat(foldOf.merge(points.get(i).family(), fold, (a, b) -> a.equals(b) ? a : -1))
          .isEqualTo(fold);
    }
    assertThat(new HashSet<>(folds.foldOfPoint())).hasSize(Math.min(wanted, 21));
  }

  @Test
  void eachOperatorIsSpreadOverTheFolds() {
    List<Measurement> points = points();
    Folds folds = Folds.of(points, 5, 1);

    Map<Integer, Integer> sizes = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).table().equals("matmul")) {
        sizes.merge(folds.foldOfPoint().get(i), 1, Integer::sum);
      }
    }
    // 10 families of 4 rows in 5 folds.
    assertThat(sizes).containsExactlyInAnyOrderEntriesOf(Map.of(0, 8, 1, 8, 2, 8, 3, 8, 4, 8));
  }

  @Test
  void theSeedDecides() {
    assertThat(Folds.of(points(), 5, 1)).isEqualTo(Folds.of(points(), 5, 1));
    assertThat(Folds.of(points(), 5, 1)).isNotEqualTo(Folds.of(points(), 5, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matmul | m=8;k=2;n=3;activation_dtype=fp16;weight_dtype=int4 | matmul 2 3 fp16 int4 -",
        "attention | batch=2;query_len=64;kv_len=512;head_dim=128 | attention 64 512 128",
        "mla | batch=2;query_len=1;kv_len=512;phase=decode | mla decode 1 512",
        "moe | tokens=9;hidden=4096;intermediate=1536;experts=128 | moe 4096 1536 128",
        "allreduce | devices=8;elements=1024 | allreduce 8",
        "llm | model=llama-2-7b;phase=decode | llm llama-2-7b",
        "layer | operator=softmax;model=gpt3-175b | layer softmax",
        "layernorm | rows=7;cols=4096 | layernorm 4096",
        "gelu | elements=16384 | gelu 1e4"
      })
  void familiesAreWhatNeighboursShare(String table, String fields, String family) {
    Map<String, String> columns = new HashMap<>();
    for (String field : fields.split(";", -1)) {
      String[] parts = field.split("=", -1);
      columns.put(parts[0], parts[1]);
    }

    assertThat(ShapeFamily.of(table, new Row("a.csv", 2, columns))).isEqualTo(family);
  }

  private static List<Measurement> points() {
    List<Measurement> points = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      points.add(point("matmul", "matmul " + i % 10));
    }
    for (int i = 0; i < 33; i++) {
      points.add(point("softmax", "softmax " + i % 11));
    }
    return points;
  }

  private static Measurement point(String table, String family) {
    return new Measurement("d", table, table, "", family, List.of("gpu"), 1);
  }
}
