package org.socompass.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.operator.Bound;

/** Colours by meaning, and those of everything else. */
final class PaletteTest {
  @Test
  void everyBoundHasAColourOfItsOwn() {
    List<String> ids = List.of(Bound.values()).stream().map(Bound::id).toList();

    assertThat(Palette.meanings()).containsKeys(ids.toArray(String[]::new));
    assertThat(ids.stream().map(Palette.meanings()::get)).doesNotHaveDuplicates();
  }

  @Test
  void aMeaningHasItsColourWhateverIsBesideIt() {
    assertThat(Palette.of(List.of("memory", "gpu")))
        .containsEntry("memory", Palette.of(List.of("npu", "gpu", "memory")).get("memory"));
    assertThat(Palette.of(List.of("hand-over", "submission")))
        .containsEntry("hand-over", Palette.meanings().get("synchronization"))
        .containsEntry("submission", Palette.meanings().get("launch"));
  }

  @Test
  void noCategoryLooksLikeAMeaning() {
    assertThat(Palette.categories())
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(Palette.meanings().values());
  }

  @Test
  void dataInGeneralLookLikeNoMeaning() {
    assertThat(Palette.meanings().values())
        .doesNotContain(Palette.PLAIN, Palette.ACCENT, Palette.FAINT);
    assertThat(Palette.groups().values())
        .doesNotContain(Palette.PLAIN, Palette.ACCENT)
        .doesNotContainAnyElementsOf(Palette.meanings().values());
  }

  @Test
  void categoriesGoToNamesInOrderAndRepeat() {
    assertThat(Palette.of(List.of("b", "memory", "a", "b")).keySet())
        .containsExactly("b", "memory", "a");
    assertThat(Palette.of(List.of("b", "memory", "a")))
        .containsEntry("b", Palette.categories().get(0))
        .containsEntry("a", Palette.categories().get(1));
    List<String> many = java.util.stream.IntStream.range(0, 10).mapToObj(i -> "n" + i).toList();
    assertThat(Palette.of(many)).containsEntry("n9", Palette.categories().get(0));
  }

  @Test
  void shadesAreFromTheLeastToTheGreatest() {
    assertThat(Palette.shades())
        .hasSize(9)
        .startsWith(Palette.value(0))
        .contains("#21918c")
        .endsWith(Palette.value(1));
  }
}
