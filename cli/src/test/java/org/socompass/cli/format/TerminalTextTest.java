package org.socompass.cli.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.socompass.cli.format.Paint.When;

/** What a terminal shows of a table that is wider than it, and when it is coloured. */
final class TerminalTextTest {
  // Columns of 8, 29 and 7 letters and two gaps of 2: 48 wide.
  private static final String TABLE =
      """
      operator  mapping                        share %
      matmul    rows of A stay on the chip x2     61.5
      softmax   one row at a time                  4.1
      """;

  @Test
  void aTextThatIsNotShownOnATerminalIsNotTouched() {
    assertThat(TerminalText.of(TABLE, OptionalInt.empty(), false)).isSameAs(TABLE);
    assertThat(TerminalText.of(TABLE, OptionalInt.of(80), false)).isEqualTo(TABLE);
  }

  @Test
  void longWordsAreCutBeforeAnyColumnIsLeftOut() {
    // 40 columns less 8 and 7 and two gaps leave 21 for the words.
    assertThat(TerminalText.of("Head\n\n" + TABLE + "\nmade by x\n", OptionalInt.of(40), false))
        .isEqualTo(
            """
            Head

            operator  mapping                share %
            matmul    rows of A stay on th…     61.5
            softmax   one row at a time          4.1

            made by x
            """);
  }

  @Test
  void columnsThatDoNotFitAreLeftOutFromTheRightAndNamed() {
    String wide =
        """
        a       b       c       d
        1,000   2,000   3,000   4,000
        10,000  20,000  30,000  40,000
        """;

    // Four columns of 6 and three gaps of 2 are 30; two columns are 14.
    assertThat(TerminalText.of(wide, OptionalInt.of(20), false))
        .isEqualTo(
            """
            a       b
            1,000   2,000
            10,000  20,000
            (--wide also shows: c, d)
            """);
  }

  @Test
  void sentencesAndPairsStayWhole() {
    String text =
        """
        device  a very long name of a device that no terminal of 40 columns holds in one line
        model   m
        """;

    assertThat(TerminalText.of(text, OptionalInt.of(40), false)).isEqualTo(text);
  }

  @Test
  void headsAreBoldAndTheOriginIsFaint() {
    assertThat(TerminalText.of(TABLE + "\nmade by x\n", OptionalInt.empty(), true))
        .startsWith("\033[1moperator  mapping                        share %\033[0m\nmatmul")
        .endsWith("\n\n\033[2mmade by x\033[0m\n");
  }

  @Test
  void aTerminalIsColouredUnlessItIsRefused() {
    OptionalInt terminal = OptionalInt.of(80);
    OptionalInt pipe = OptionalInt.empty();

    assertThat(Paint.of(When.AUTO, terminal, true, false).isColored()).isTrue();
    assertThat(Paint.of(When.AUTO, pipe, false, false).isColored()).isFalse();
    assertThat(Paint.of(When.AUTO, pipe, true, false).isErrorColored()).isTrue();
    assertThat(Paint.of(When.AUTO, terminal, true, true).isColored()).isFalse();
    assertThat(Paint.of(When.ALWAYS, pipe, false, true).isColored()).isTrue();
    assertThat(Paint.of(When.NEVER, terminal, true, false).isErrorColored()).isFalse();
    assertThat(Paint.when("run", "--color", "never")).isEqualTo(When.NEVER);
    assertThat(Paint.when("run", "--color=always")).isEqualTo(When.ALWAYS);
    assertThat(Paint.when("run", "--color=blue")).isEqualTo(When.AUTO);
  }
}
