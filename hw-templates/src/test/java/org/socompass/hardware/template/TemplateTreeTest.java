package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;
import org.socompass.input.YamlNode;

/** How a template, the one it extends and overrides become one tree, and who said what. */
final class TemplateTreeTest {
  private static final Map<String, String> PARENTS =
      Map.of(
          "base",
          """
          source: base page
          memory:
            type: DDR
            capacity: 8 GB
            latency: {value: 1 us, min: 0 us, max: 2 us, source: fit}
          gpu:
            clock: 1 GHz
          """,
          "middle",
          "extends: base\nsource: middle page\nmemory:\n  capacity: 16 GB\n",
          "loop-a",
          "extends: loop-b\n",
          "loop-b",
          "extends: loop-a\n",
          "self",
          "extends: self\n");

  private static YamlNode.Mapping load(String text) {
    return TemplateTree.load(
        "own.yaml",
        text,
        id -> Optional.ofNullable(PARENTS.get(id)),
        List.copyOf(PARENTS.keySet()));
  }

  private static TemplateTree.Field field(YamlNode.Mapping tree, String path) {
    return TemplateTree.fields(tree).stream()
        .filter(f -> f.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private static void rejects(String text, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> load(text))
        .withMessage(message);
  }

  @Test
  void replacesOnlyTheFieldsThatDiffer() {
    var tree = load("extends: base\nmemory:\n  capacity: 4 GB\n");

    assertThat(TemplateTree.fields(tree))
        .extracting(TemplateTree.Field::path, TemplateTree.Field::text)
        .containsExactly(
            tuple("memory.type", "DDR"),
            tuple("memory.capacity", "4 GB"),
            tuple("memory.latency", "1 us"),
            tuple("gpu.clock", "1 GHz"),
            tuple("extends", "base"));
  }

  @Test
  void followsAChainOfTemplates() {
    var tree = load("extends: middle\ngpu:\n  clock: 3 GHz\n");

    assertThat(field(tree, "memory.type").text()).isEqualTo("DDR");
    assertThat(field(tree, "memory.capacity").text()).isEqualTo("16 GB");
    assertThat(field(tree, "gpu.clock").text()).isEqualTo("3 GHz");
  }

  @Test
  void aValueTakesTheNearestSourceOfItsOwnFile() {
    var tree =
        load(
            """
            extends: base
            source: own page
            memory:
              source: memory page
              capacity: 4 GB
              width: {value: 8, source: here}
            npu:
              cores: 2
            """);

    assertThat(field(tree, "memory.capacity").source()).contains("memory page");
    assertThat(field(tree, "memory.width").source()).contains("here");
    assertThat(field(tree, "npu.cores").source()).contains("own page");
    assertThat(field(tree, "memory.type").source()).contains("base page");
    assertThat(field(tree, "memory.latency").source()).contains("fit");
  }

  /** Otherwise a child's new number would be credited to the parent's page. */
  @Test
  void aValueWithoutASourceInItsFileDoesNotBorrowTheParents() {
    var tree = load("extends: base\nmemory:\n  capacity: 4 GB\n");

    assertThat(field(tree, "memory.capacity").source()).isEmpty();
  }

  @Test
  void anEmpiricalValueKeepsItsRangeUntilItIsReplaced() {
    assertThat(field(load("extends: base\n"), "memory.latency").bounds())
        .contains(new YamlNode.Bounds("0 us", "2 us", Optional.empty(), Optional.empty()));
    assertThat(field(load("extends: base\nmemory:\n  latency: 3 us\n"), "memory.latency").bounds())
        .isEmpty();
  }

  @Test
  void noneTakesAwayWhatTheParentHas() {
    var tree = load("extends: base\ngpu: none\nmemory:\n  latency: none\n");

    assertThat(tree.entries()).doesNotContainKey("gpu");
    assertThat(TemplateTree.fields(tree))
        .extracting(TemplateTree.Field::path)
        .containsExactly("memory.type", "memory.capacity", "extends");
  }

  @Test
  void rejectsAnUnknownParent() {
    rejects(
        "name: x\nextends: bas\n",
        "own.yaml:2:10: extends: unknown template 'bas'; did you mean 'base'?");
  }

  @Test
  void rejectsACycle() {
    rejects(
        "extends: loop-a\n",
        "loop-b.yaml:1:10: extends: 'loop-a' extends itself: loop-a -> loop-b -> loop-a");
    rejects("extends: self\n", "self.yaml:1:10: extends: 'self' extends itself: self -> self");
  }

  @Test
  void rejectsAChainWithoutEnd() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                TemplateTree.load(
                    "own.yaml", "extends: x", id -> Optional.of("extends: " + id + "x"), List.of()))
        .withMessage("x".repeat(16) + ".yaml:1:10: extends: more than 16 templates in a chain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s: {a: {value: 1, min: 0}}|1:8: s.a: 'min' and 'max' go together",
        "s: {a: {value: 1, mim: 0}}"
            + "|1:19: s.a.mim: unknown key 'mim' beside 'value'; did you mean 'min'?",
        "s: {a: {value: [1]}}|1:9: s.a.value: must be a single value",
        "s: {a: {value: 1, max: {b: 1}}}|1:19: s.a.max: must be a single value",
        "s: {a: {value: }}|1:15: s.a.value: has no value",
        "s: {a: {value: 1, source: ''}}|1:27: s.a.source: has no value",
        "s: {source: [a, b], c: 1}|1:5: s.source: must be a single value",
        "s: {source: , c: 1}|1:12: s.source: has no value",
        "source: {a: b}|1:1: source: must be a single value",
        "extends:|1:9: extends: has no value",
      })
  void rejectsABadValueOrSourceAndNamesItsPath(String text, String message) {
    rejects(text, "own.yaml:" + message);
  }

  @Test
  void overridesReplaceAValueAndSayWhoSetIt() {
    var tree = TemplateTree.override(load("extends: base\n"), "memory.capacity = 32 GB ");

    assertThat(field(tree, "memory.capacity"))
        .isEqualTo(
            new TemplateTree.Field(
                "memory.capacity",
                "32 GB",
                Optional.of("set on the command line"),
                Optional.empty(),
                "--set memory.capacity=32 GB"));
    assertThat(field(tree, "memory.type").text()).isEqualTo("DDR");
  }

  @Test
  void theLastOverrideOfAFieldWins() {
    var tree = TemplateTree.override(load("extends: base\n"), "gpu.clock=2 GHz");
    tree = TemplateTree.override(tree, "gpu.clock=3 GHz");

    assertThat(field(tree, "gpu.clock").text()).isEqualTo("3 GHz");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory.capacity|--set memory.capacity: expected PATH=VALUE, as in memory.capacity=16GB",
        "memory.capacity=|--set memory.capacity=: expected PATH=VALUE, as in memory.capacity=16GB",
        "=8GB|--set =8GB: expected PATH=VALUE, as in memory.capacity=16GB",
        "memory..capacity=1|--set memory..capacity=1: the path has an empty part",
        "memry.capacity=1"
            + "|--set memry.capacity=1: there is no section 'memry'; did you mean 'memory'?",
        "memory=1|--set memory=1: is a section; name one of its fields: type, capacity, latency",
        "memory.capacity.x=1"
            + "|--set memory.capacity.x=1: 'memory.capacity' is a value, not a section",
        "memory.capcity=none"
            + "|--set memory.capcity=none: there is no 'memory.capcity'; did you mean 'capacity'?",
        "extends=base|--set extends=base: a device can't change its parent; name the other device,"
            + " or write a file that extends it",
      })
  void rejectsABadOverride(String assignment, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TemplateTree.override(load("extends: base\n"), assignment))
        .withMessage(message);
  }

  @Test
  void noneTakesAFieldOrASectionAway() {
    var tree = TemplateTree.override(load("extends: base\n"), "memory.latency=none");
    tree = TemplateTree.override(tree, "gpu=none");

    assertThat(TemplateTree.fields(tree))
        .extracting(TemplateTree.Field::path)
        .containsExactly("memory.type", "memory.capacity", "extends");
  }

  @Test
  void anOverrideAddsAFieldOrAList() {
    var tree = TemplateTree.override(load("extends: base\n"), "memory.width=64 bit");
    tree = TemplateTree.override(tree, "gpu.tiles=[16x16, 32x32]");

    assertThat(field(tree, "memory.width").text()).isEqualTo("64 bit");
    assertThat(field(tree, "gpu.tiles").text()).isEqualTo("[16x16, 32x32]");
    var replaced = TemplateTree.override(tree, "gpu.tiles=8x8");
    assertThat(field(replaced, "gpu.tiles").text()).isEqualTo("[8x8]");
    var tiles = tree;
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> TemplateTree.override(tiles, "gpu.tiles.x=1"))
        .withMessage("--set gpu.tiles.x=1: 'gpu.tiles' is a list, not a section");
  }
}
