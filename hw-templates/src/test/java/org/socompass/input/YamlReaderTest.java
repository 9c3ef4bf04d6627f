package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    rejects("a: 1\n---\nb: 2\n", "chip.yaml:3:1: a second document; one file holds one");
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
  @ValueSource(strings = {"[", "{a: "})
  void rejectsADocumentNestedTooDeep(String level) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, "a: " + level.repeat(100_000)))
        .withMessageStartingWith("chip.yaml:1:")
        .withMessageContaining("nesting depth");
  }

  @Test
  void rejectsBrokenYamlWhereItBreaks() {
    rejects("a: 1\n b: 2\n", "chip.yaml:2:3: not valid YAML: mapping values are not allowed here");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, "a: 1\nb: [1, 2\n"))
        .withMessageStartingWith("chip.yaml:2:");
  }

  @Test
  void rejectsAKeyThatIsNoScalar() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> YamlReader.read(FILE, "? [a]\n: b\n"))
        .withMessageStartingWith("chip.yaml:1:4: not valid YAML: ");
  }
}
