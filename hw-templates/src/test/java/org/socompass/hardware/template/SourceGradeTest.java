package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the opening words of a source say about its value. */
final class SourceGradeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "measured by metal-benchmarks: 32 exp2 a core and cycle | MEASURED",
        "fitted to rk3588-rkllm: 30.8 of 44 GB/s | MEASURED",
        "chosen on mi210-llmcompass: no asynchronous copies | MEASURED",
        "NVIDIA A100 whitepaper | PUBLISHED",
        "derived from 48 TOPS INT8 of the vendor | PUBLISHED",
        "recalled from vendor pages, not verified | RECALLED",
        "assumed from RK3588, where it was measured | ASSUMED",
        "assumed: a port of 32 B at 2.112 GHz | ASSUMED",
        "common configuration of RK3588 boards | ASSUMED",
        "set on the command line | GIVEN",
      })
  void theFirstWordDecides(String source, SourceGrade grade) {
    assertThat(SourceGrade.of(source)).isEqualTo(grade);
  }

  /** A word that decides must come first, else a guess would count as published. */
  @Test
  void noShippedSourceHidesThatItIsAGuess() {
    Pattern hidden = Pattern.compile("^[^:;,(]{0,40}\\b(assumed|recalled)\\b.*");
    List<String> wrong = new ArrayList<>();
    for (String id : DeviceLibrary.ids()) {
      for (TemplateTree.Field field : TemplateTree.fields(DeviceLibrary.tree(id, List.of()))) {
        field
            .source()
            .filter(s -> SourceGrade.of(s) == SourceGrade.PUBLISHED && hidden.matcher(s).matches())
            .ifPresent(s -> wrong.add(id + ": " + field.path() + ": " + s));
      }
    }

    assertThat(wrong).isEmpty();
  }
}
