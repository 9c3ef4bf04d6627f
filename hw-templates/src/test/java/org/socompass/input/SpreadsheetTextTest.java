package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spreadsheet would run, and what it must not touch. */
final class SpreadsheetTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"=cmd()", "+cmd|' /C calc'!A0", "@SUM(1)", "-1+cmd()", "\t=1", "\r=1"})
  void formulasBeginWithAnApostrophe(String text) {
    assertThat(SpreadsheetText.inert(text)).isEqualTo("'" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-1.5", "+3", "-2e-6", "-.5", "llama-3-8b", "a=b", "'=x"})
  void othersStayAsTheyAre(String text) {
    assertThat(SpreadsheetText.inert(text)).isEqualTo(text);
  }
}
