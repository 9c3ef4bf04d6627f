package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message shows of a user's text. */
final class QuotedTest {
  @Test
  void showsAShortTextAsItIs() {
    assertThat(Quoted.of("1 GHz, gr\u00fc\u00df")).isEqualTo("'1 GHz, gr\u00fc\u00df'");
    assertThat(Quoted.of("x".repeat(64))).isEqualTo("'" + "x".repeat(64) + "'");
  }

  @Test
  void cutsALongTextBetweenCharacters() {
    assertThat(Quoted.shown("x".repeat(65))).isEqualTo("x".repeat(64) + "...");
    assertThat(Quoted.shown("x".repeat(63) + "\ud83d\ude00y")).isEqualTo("x".repeat(63) + "...");
  }

  @ParameterizedTest
  @CsvSource({"9, \\t", "10, \\n", "0, \\u0000", "27, \\u001b", "8238, \\u202e", "8232, \\u2028"})
  void escapesWhatATerminalActsOn(int character, String shown) {
    assertThat(Quoted.shown("a" + (char) character + "b")).isEqualTo("a" + shown + "b");
  }

  @Test
  void aMessageKeepsItsLinesAndEndsAtAScreenful() {
    assertThat(new InputException("a\nb\u001b")).hasMessage("a\nb\\u001b");
    assertThat(new InputException("x".repeat(1_000_000))).hasMessage("x".repeat(4000) + "...");
  }
}
