package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;

/** Typed fields, and what is said of one that is not what it should be. */
final class RowTest {
  private static Row row(String... fields) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      byName.put(fields[i], fields[i + 1]);
    }
    return new Row("t.csv", 7, byName);
  }

  private static void assertMessage(ThrowingCallable read, String message) {
    assertThatExceptionOfType(InputException.class).isThrownBy(read).withMessage(message);
  }

  @Test
  void fieldsAreRead() {
    Row row =
        row("m", "12", "latency_us", "1.5e-3", "causal", "TRUE", "dtype", "int8", "empty", "");

    assertThat(row.text("m")).isEqualTo("12");
    assertThat(row.count("m")).isEqualTo(12);
    assertThat(row.positive("latency_us")).isEqualTo(0.0015);
    assertThat(row.flag("causal")).isTrue();
    assertThat(row.type("dtype")).isEqualTo(DataType.INT8);
    assertThat(row.optional("empty")).isEmpty();
    assertThat(row.optional("absent")).isEmpty();
    assertThat(row.optionalCount("m")).contains(12L);
    assertThat(row.optionalCount("absent")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "6x|'6x' is not a whole number",
        "1.5|'1.5' is not a whole number",
        "99999999999999999999|'99999999999999999999' is not a whole number",
        "0|must be at least 1, but is 0",
        "-4|must be at least 1, but is -4",
      })
  void aCountThatIsNone(String text, String message) {
    assertMessage(() -> row("a", "1", "m", text).count("m"), "t.csv:7:2: m: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-3"})
  void aLatencyThatIsNotPositive(String text) {
    assertMessage(
        () -> row("a", "1", "b", "2", "latency_us", text).positive("latency_us"),
        "t.csv:7:3: latency_us: must be positive, but is " + text);
  }

  @Test
  void aLatencyBeyondAllBounds() {
    assertMessage(
        () -> row("a", "1", "b", "2", "latency_us", "1e999").positive("latency_us"),
        "t.csv:7:3: latency_us: '1e999' is too large: at most 1e18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "NaN", "Infinity", "30d", "0x1p4", "1,5"})
  void aLatencyThatIsNoNumber(String text) {
    assertMessage(
        () -> row("a", "1", "b", "2", "latency_us", text).positive("latency_us"),
        "t.csv:7:3: latency_us: '" + text + "' is not a number");
  }

  @Test
  void aTypeThatIsNone() {
    assertMessage(
        () -> row("dtype", "fp17").type("dtype"),
        "t.csv:7:1: dtype: 'fp17' is not a data type; did you mean 'fp16'?");
  }

  @Test
  void aFlagThatIsNeither() {
    assertMessage(
        () -> row("causal", "yes").flag("causal"),
        "t.csv:7:1: causal: must be true or false, but is 'yes'");
  }

  @Test
  void aFieldThatIsEmpty() {
    assertMessage(() -> row("m", "").text("m"), "t.csv:7:1: m: is empty");
  }

  @Test
  void aColumnThatIsMissing() {
    assertThatExceptionOfType(MissingColumnException.class)
        .isThrownBy(() -> row("latency", "1").text("latency_us"))
        .satisfies(
            e ->
                assertThat(e.asInputException())
                    .hasMessage(
                        "t.csv:1:1: lacks the column 'latency_us'; is 'latency' misspelt?"));
    assertThatExceptionOfType(MissingColumnException.class)
        .isThrownBy(() -> row("alpha", "1", "omega", "2").text("latency_us"))
        .satisfies(
            e ->
                assertThat(e.asInputException())
                    .hasMessage("t.csv:1:1: lacks the column 'latency_us'; present: alpha, omega"));
  }
}
