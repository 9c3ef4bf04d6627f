package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Typed access, and the message of each way to get it wrong. */
final class SectionTest {
  private enum Colour {
    DARK_RED,
    BLUE
  }

  private static <T> T read(String text, Function<Section, T> reader) {
    return Section.read(YamlReader.read("f.yaml", text), "", reader);
  }

  private static void reads(String text, Function<Section, Object> reader, Object expected) {
    assertThat(read(text, reader)).isEqualTo(expected);
  }

  private static void rejects(String text, Function<Section, ?> reader, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(text, reader))
        .withMessage(message);
  }

  @Test
  void readsEachTypeOfValue() {
    reads("a: hello", s -> s.text("a"), "hello");
    reads("a: 2 GHz", s -> s.positive("a", Dimension.FREQUENCY), 2e9);
    reads("a: 0 us", s -> s.nonNegative("a", Dimension.TIME), 0.0);
    reads("a: 1", s -> s.fraction("a"), 1.0);
    reads("a: 7", s -> s.count("a", 1), 7);
    reads("a: 1.5 KiB", s -> s.bytes("a"), 1536L);
    reads("a: true", s -> s.flag("a"), true);
    reads("a: dark-red", s -> s.choice("a", Colour.class), Colour.DARK_RED);
    reads("a: [1, 2]", s -> s.list("a", Integer::valueOf), List.of(1, 2));
    reads("a: {x: {n: 1}}", s -> s.sections("a", t -> t.count("n", 1)), Map.of("x", 1));
  }

  @Test
  void givesTheDefaultOfAKeyThatIsAbsent() {
    reads("{}", s -> s.count("a", 1, 3), 3);
    reads("{}", s -> s.fraction("a", 0.5), 0.5);
    reads("{}", s -> s.flag("a", true), true);
    reads("{}", s -> s.optionalText("a"), Optional.empty());
    reads("{}", s -> s.optionalSection("a", Section::keys), Optional.empty());
    reads("{}", s -> s.optionalPositive("a", Dimension.TIME), OptionalDouble.empty());
  }

  @Test
  void namesWhatIsMissingAndWhatIsPresent() {
    rejects("b: 1", s -> s.text("wanted"), "f.yaml:1:1: lacks 'wanted'; present: b");
    rejects("{}", s -> s.text("wanted"), "f.yaml:1:1: lacks 'wanted'; present: nothing");
  }

  @Test
  void blamesTheMisspeltKeyRatherThanTheMissingOne() {
    rejects(
        "x: 1\nwantd: 2\n",
        s -> s.text("x") + s.text("wanted"),
        "f.yaml:2:1: wantd: unknown key 'wantd'; did you mean 'wanted'?");
  }

  @Test
  void rejectsAKeyThatNobodyAskedFor() {
    rejects(
        "a: 1\nzzzzzz: 2\n",
        s -> s.text("a"),
        "f.yaml:2:1: zzzzzz: unknown key 'zzzzzz'; valid: a");
  }

  @Test
  void namesThePathOfANestedKey() {
    rejects(
        "a:\n  b:\n    c: -1\n",
        s -> s.section("a", t -> t.section("b", u -> u.count("c", 0))),
        "f.yaml:3:8: a.b.c: must not be negative, but is -1");
  }

  @Test
  void rejectsAValueOfTheWrongType() {
    rejects("a: {b: 1}", s -> s.text("a"), "f.yaml:1:4: a: must be a single value");
    rejects("a: [1]", s -> s.text("a"), "f.yaml:1:4: a: must be a single value");
    rejects(
        "a: 1",
        s -> s.section("a", Section::keys),
        "f.yaml:1:4: a: must be a section with 'key: value' lines");
    rejects("a: 1", s -> s.list("a", x -> x), "f.yaml:1:4: a: must be a list, as in [a, b]");
    rejects(
        "a: [1, {b: 2}]",
        s -> s.list("a", x -> x),
        "f.yaml:1:8: a: must be a list of plain values");
    rejects("a: yes", s -> s.flag("a"), "f.yaml:1:4: a: must be true or false, but is 'yes'");
    rejects("a:", s -> s.text("a"), "f.yaml:1:3: a: has no value");
    rejects(
        "a: blu",
        s -> s.choice("a", Colour.class),
        "f.yaml:1:4: a: 'blu' is not valid; did you mean 'blue'?");
  }

  @Test
  void rejectsAValueOutOfRange() {
    rejects(
        "a: -1 GHz",
        s -> s.positive("a", Dimension.FREQUENCY),
        "f.yaml:1:4: a: must be positive, but is -1 GHz");
    rejects(
        "a: 1e-400 GHz",
        s -> s.positive("a", Dimension.FREQUENCY),
        "f.yaml:1:4: a: '1e-400 GHz' is too small: at least 1e-18 Hz, or 0");
    rejects(
        "a: -1 us",
        s -> s.nonNegative("a", Dimension.TIME),
        "f.yaml:1:4: a: must not be negative, but is -1 us");
    rejects("a: 1.5", s -> s.fraction("a"), "f.yaml:1:4: a: must be at most 1, but is 1.5");
    rejects("a: 0", s -> s.fraction("a"), "f.yaml:1:4: a: must be positive, but is 0");
    rejects("a: 0", s -> s.count("a", 1), "f.yaml:1:4: a: must be at least 1, but is 0");
    rejects("a: 2.5", s -> s.count("a", 1), "f.yaml:1:4: a: must be a whole number, but is 2.5");
    rejects(
        "a: 3000000000",
        s -> s.count("a", 1),
        "f.yaml:1:4: a: must be at most 2147483647, but is 3000000000");
  }

  @Test
  void reportsTheItemOfAListThatAReaderRefuses() {
    rejects(
        "a: [1, x]",
        s ->
            s.list(
                "a",
                item -> {
                  if (item.equals("x")) {
                    throw new IllegalArgumentException("x is not allowed");
                  }
                  return item;
                }),
        "f.yaml:1:8: a: x is not allowed");
  }

  /** Otherwise a bound in bytes beside a value in gigabytes could be misread. */
  @Test
  void namesTheUnitOfABound() {
    rejects("a: -1 GB", s -> s.bytes("a"), "f.yaml:1:4: a: must be at least 1 B, but is -1 GB");
    rejects(
        "a: 4 GB",
        s -> s.within("a", Dimension.CAPACITY, 1, Integer.MAX_VALUE),
        "f.yaml:1:4: a: must be at most 2147483647 B, but is 4 GB");
  }

  private static Object withRange(
      String value, String minimum, String maximum, Function<Section, ?> reader) {
    var mark = new Mark("f.yaml", 1, 4);
    var scalar =
        new YamlNode.Scalar(
            value,
            mark,
            Optional.empty(),
            Optional.of(new YamlNode.Bounds(minimum, maximum, Optional.empty(), Optional.empty())));
    var mapping = new YamlNode.Mapping(Map.of("a", scalar), Map.of("a", mark), mark);
    return Section.read(mapping, "s", reader::apply);
  }

  @Test
  void takesAValueAtTheEndsOfItsRange() {
    assertThat(withRange("1 us", "1000 ns", "2 us", s -> s.positive("a", Dimension.TIME)))
        .isEqualTo(1e-6);
    assertThat(withRange("1", "0.5", "1", s -> s.fraction("a"))).isEqualTo(1.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5|0.9|0.6|s.a: min 0.9 is above max 0.6",
        "0.5|0.6|0.9|s.a: must lie between its min 0.6 and max 0.9, but is 0.5",
        "0.95|0.6|0.9|s.a: must lie between its min 0.6 and max 0.9, but is 0.95",
        "0.5|foo|0.9|s.a.min: 'foo' is not a number",
        "0.5|0.1|1 GHz|s.a.max: '1 GHz' has a unit, but the key is a plain number",
        "0.5|0|0.9|s.a.min: must be positive, but is 0",
        "0.5|0.1|1.5|s.a.max: must be at most 1, but is 1.5",
      })
  void rejectsARangeThatDoesNotHoldTheValue(
      String value, String minimum, String maximum, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> withRange(value, minimum, maximum, s -> s.fraction("a")))
        .withMessage("f.yaml:1:4: " + message);
  }

  @Test
  void rejectsARangeOfWhatIsNoQuantity() {
    String message = "f.yaml:1:4: s.a: is not a quantity, so it has no 'min' and 'max'";
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> withRange("blue", "0", "1", s -> s.text("a")))
        .withMessage(message);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> withRange("blue", "0", "1", s -> s.choice("a", Colour.class)))
        .withMessage(message);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> withRange("true", "0", "1", s -> s.flag("a")))
        .withMessage(message);
  }

  /** A mark on the command line names the field itself. */
  @Test
  void namesAnOverriddenFieldOnce() {
    var mark = Mark.ofOption("--set a=-1");
    var mapping =
        new YamlNode.Mapping(Map.of("a", new YamlNode.Scalar("-1", mark)), Map.of("a", mark), mark);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Section.read(mapping, "", s -> s.count("a", 1)))
        .withMessage("--set a=-1: must be at least 1, but is -1");
  }

  /** A value of a megabyte, or one that would move the cursor, must not reach the terminal. */
  @Test
  void showsOnlyTheStartOfALongValueAndNoControlCodes() {
    rejects(
        "a: " + "x".repeat(50_000),
        s -> s.flag("a"),
        "f.yaml:1:4: a: must be true or false, but is '" + "x".repeat(64) + "...'");
    rejects(
        "a: \"\\e[31m\\u202e\"",
        s -> s.flag("a"),
        "f.yaml:1:4: a: must be true or false, but is '\\u001b[31m\\u202e'");
  }

  @Test
  void answersAHostileSectionQuickly() {
    var keys = new StringBuilder();
    for (int i = 0; keys.length() < 1 << 20; i++) {
      keys.append("key").append(i).append(": 1\n");
    }

    assertTimeout(
        Duration.ofSeconds(10),
        () ->
            assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(keys.toString(), s -> s.text("wanted")))
                .withMessageStartingWith("f.yaml:1:1: lacks 'wanted'; present: key0, key1, ")
                .withMessageContaining(" more"));
  }
}
