package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document may hold, where its values stand, and what is refused. */
final class YamlReaderTest {
  private static final String FILE = "chip.yaml";

  private static void rejects(String text, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, text))
        .withMessage(message);
  }

  @Test
  void remembersWhereEachValueStands() {
    var root = YamlReader.read(FILE, "name: chip\nmemory:\n  capacity: 8 GB\n");

    var memory = (YamlNode.Mapping) Objects.requireNonNull(root.entries().get("memory"));
    var capacity = memory.entries().get("capacity");
    assertThat(capacity)
        .isEqualTo(new YamlNode.Scalar("8 GB", new Mark(FILE, /* line= */ 3, /* column= */ 13)));
    assertThat(memory.markOf("capacity")).hasToString("chip.yaml:3:3");
    assertThat(root.markOf("memory")).hasToString("chip.yaml:2:1");
  }

  /** "1.0", "8N", "0x10", "yes" must reach the reader of the field as they stand in the file. */
  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e3", "8N", "0x10", "010", "yes", "~", "2026-11-22", "4.0 GHz"})
  void keepsAScalarAsWritten(String text) {
    assertThat(YamlReader.read(FILE, "a: " + text).entries().get("a"))
        .isEqualTo(new YamlNode.Scalar(text, new Mark(FILE, 1, 4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFFa: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "---\na: 1\nb: 2\n...\n"})
  void takesByteOrderMarksLineEndsAndDocumentMarks(String text) {
    assertThat(YamlReader.read(FILE, text).entries().keySet()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment\n"})
  void rejectsAnEmptyFile(String text) {
    rejects(text, "chip.yaml:1:1: the file is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b\n", "[a, b]", "a", "'a: 1'"})
  void rejectsARootThatIsNoMapping(String text) {
    rejects(text, "chip.yaml:1:1: expected 'key: value' lines");
  }

  @Test
  void rejectsASecondDocument() {
    rejects("a: 1\n---\nb: 2\n", "chip.yaml:2:1: a second document; one file holds one");
  }

  @Test
  void rejectsADuplicateKey() {
    rejects("a: 1\nb: 2\na: 3\n", "chip.yaml:3:1: 'a' is given twice");
    rejects("m: {x: 1, x: 2}\n", "chip.yaml:1:11: 'x' is given twice");
  }

  /** The first anchor is refused, so no alias is ever expanded. */
  @Test
  void rejectsAnAliasBombAtItsFirstAlias() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String items = ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [").append(items).append("]\n");
    }

    rejects(bomb.toString(), "chip.yaml:1:5: anchors (&name) are not supported; use 'extends'");
  }

  @Test
  void rejectsAnAlias() {
    rejects("a: *x\n", "chip.yaml:1:4: aliases (*name) are not supported; use 'extends'");
  }

  @Test
  void rejectsAMergeKey() {
    rejects(
        "a: 1\n<<: {b: 2}\n", "chip.yaml:2:1: merge keys (<<) are not supported; use 'extends'");
  }

  @Test
  void rejectsATag() {
    rejects(
        "a: !!python/object:os.system x\n",
        "chip.yaml:1:4: tags (!tag:yaml.org,2002:python/object:os.system) are not supported");
    rejects("m:\n  a: !secret {b: 1}\n", "chip.yaml:2:6: tags (!secret) are not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"&k a: x\n", "m: 1\n&k a: x\n", "m:\n  &k a: x\n"})
  void rejectsAnAnchorOnAKey(String text) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, text))
        .withMessageEndingWith(": anchors (&name) are not supported; use 'extends'");
  }

  @Test
  void rejectsATagOrAnAliasOnAKey() {
    rejects("!t a: x\n", "chip.yaml:1:1: tags (!t) are not supported");
    rejects("z: 1\n!t a: x\n", "chip.yaml:2:1: tags (!t) are not supported");
    rejects("*x : 1\n", "chip.yaml:1:1: aliases (*name) are not supported; use 'extends'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "[ ["})
  void rejectsADocumentNestedTooDeep(String level) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, "a: " + level.repeat(10_000)))
        .withMessageStartingWith("chip.yaml:1:")
        .withMessageEndingWith(": nested more than 32 deep");
  }

  @Test
  void rejectsBrokenYamlWhereItBreaks() {
    rejects("a: 1\n b: 2\n", "chip.yaml:2:3: not valid YAML: mapping values are not allowed here");
    rejects(
        "a: 1\nb: [1, 2\n",
        "chip.yaml:3:1: not valid YAML: expected ',' or ']', but got <stream end> while parsing a"
            + " flow sequence that begins at 2:4");
    rejects(
        "a: \"x\nb: 1\n",
        "chip.yaml:3:1: not valid YAML: found unexpected end of stream while scanning a quoted"
            + " scalar that begins at 1:4");
    rejects(
        "a: \"\\Q\"\n",
        "chip.yaml:1:6: not valid YAML: found unknown escape character Q(81) while scanning a"
            + " double-quoted scalar");
    rejects(
        "a:\n\tb: 1\n",
        "chip.yaml:2:1: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do"
            + " not use \\t(TAB) for indentation)");
  }

  @Test
  void rejectsACharacterThatIsNoText() {
    rejects(
        "a: 1\nb: \u0001\n", "chip.yaml:2:4: not valid YAML: the character U+0001 is not allowed");
    rejects(
        "a: 1\nb: \ud800\n", "chip.yaml:2:4: not valid YAML: the character U+D800 is not allowed");
  }

  @Test
  void rejectsAVersionOrAnEscapeThatThereIsNot() {
    rejects(
        "%YAML 9.9\n---\na: 1\n",
        "chip.yaml:1:1: not valid YAML: write no %YAML directive, or %YAML 1.2");
    rejects(
        "a: \"\\UFFFFFFFF\"\n",
        "chip.yaml:1:1: not valid YAML: an escape \\U stands for no character");
  }

  @Test
  void rejectsAKeyThatIsNoName() {
    rejects("? [a]\n: b\n", "chip.yaml:1:3: a key must be plain text");
    rejects("'': b\n", "chip.yaml:1:1: a key is empty");
    rejects(
        "k".repeat(129) + ": 1",
        "chip.yaml:1:1: the key '" + "k".repeat(64) + "...' is longer than 128 characters");
  }

  @Test
  void rejectsAnEndlessLine() {
    rejects(
        "a: 1\nb: " + "x".repeat(1 << 20),
        "chip.yaml:2:65537: a line is longer than 65536 characters");
  }

  private static String lines(String line) {
    return line.repeat((1 << 20) / line.length());
  }

  static Stream<String> hostileDocuments() {
    String word = "x".repeat(65_000) + "\n";
    return Stream.of(
        lines("- "),
        lines("? "),
        lines("{a: \n"),
        lines("[\n"),
        lines("[]\n"),
        lines("&a\n"),
        lines("---\n"),
        lines("%a\n"),
        "a: " + lines("\n"),
        "a: |\n" + lines("\n"),
        "a: >\n" + lines(" x\n"),
        "a: \"" + lines("\\\n"),
        "a: '" + lines("''\n"),
        "a: [" + lines("1,\n"),
        "{" + lines("a\n"),
        "a: " + lines(" " + word),
        lines(word + ": 1\n"),
        lines("a:" + " ".repeat(65_000) + "\n"));
  }

  /** Whatever a megabyte holds, it is read or refused, in a time that a user would wait. */
  @ParameterizedTest
  @MethodSource("hostileDocuments")
  void answersAHostileDocumentQuickly(String text) {
    assertTimeout(Duration.ofSeconds(10), () -> readOrRefuse(text));
  }

  /** No mistake of a user may look like a bug of ours. */
  @Test
  void refusesBrokenDocumentsOnlyWithAnInputException() {
    String valid = "a: {b: [1, \"x\\n\"], c: 'd'}\ne:\n  - f\ng: |\n  h\n# i\n";
    String pieces = "\t\n :-?[]{},&*!|>'\"%@`#\\\u0000\uFEFF\ud800UFx0";
    var random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(valid);
      for (int j = random.nextInt(1, 5); j > 0; j--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
      }
      readOrRefuse(text.toString());
    }
  }

  private static void readOrRefuse(String text) {
    try {
      assertThat(YamlReader.read(FILE, text).mark().line()).isPositive();
    } catch (InputException refused) {
      assertThat(refused).hasMessageStartingWith(FILE + ":").hasMessageNotContaining("jackson");
    }
  }
}
