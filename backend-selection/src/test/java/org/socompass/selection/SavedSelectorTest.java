package org.socompass.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;
import org.socompass.llm.Phase;

/** Selectors as files. */
final class SavedSelectorTest {
  private static final String GOOD =
      """
      {
        "socompass_selector": 1,
        "source": "made",
        "trees": 5,
        "neighbours": 1,
        "seed": 3,
        "columns": "n,d,precision,phase,qkv_gpu_us,qkv_npu_us,core_gpu_us,core_npu_us,transfer_us",
        "profile": [
          "8,64,int8,decode,1,2,3,0.25,0.125",
          "16,64,int8,decode,2,1,1,3,0"
        ]
      }
      """;

  @TempDir Path folder;

  private SavedSelector read(String text) throws IOException {
    Path file = folder.resolve("s.json");
    Files.writeString(file, text);
    return SavedSelector.read(file);
  }

  @Test
  void aFileHoldsRowsAndSettings() throws IOException {
    SavedSelector saved = read(GOOD);

    assertThat(saved.settings()).isEqualTo(new Settings(5, 1, 3));
    assertThat(saved.profile().rows().get(0))
        .isEqualTo(
            new ProfileRow(
                new AttentionPoint(8, 64, Precision.INT8, Phase.DECODE), 1, 2, 3, 0.25, 0.125));
    assertThat(saved.train().select(saved.profile().rows().get(0).point()).core())
        .isEqualTo(Backend.NPU);
  }

  @Test
  void whatIsWrittenIsWhatWasRead() throws IOException {
    SavedSelector saved = read(GOOD);

    assertThat(saved.json().get("profile"))
        .isEqualTo(
            List.of(
                "8,64,int8,decode,1.0,2.0,3.0,0.25,0.125",
                "16,64,int8,decode,2.0,1.0,1.0,3.0,0.0"));
    assertThat(saved.json().get("seed")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "socompass_selector": 1 | "socompass_selector": 2 | :2:25: socompass_selector: only version 1 can be read
          "trees": 5 | "trees": 5000 | :1:1: trees must be in [1, 1000], but is 5000
          decode,1,2 | decode,1,0 | :9:5: profile: qkv_npu_us: must be positive, but is 0.0
          16,64,int8 | 16,64 | :10:5: profile: a row has 9 fields, but this has 8
          "columns": "n, | "columns": "m, | :7:14: columns: must be n,d,precision,phase,qkv_gpu_us,qkv_npu_us,core_gpu_us,core_npu_us,transfer_us
          """)
  void aBrokenFileIsNamedWithItsPlace(String part, String broken, String message) {
    assertThatThrownBy(() -> read(GOOD.replace(part, broken)))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("s.json") + message);
  }
}
