package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By which names rows call the template that a user names. */
final class DeviceNamesTest {
  private static final String BOARD = "boards/my-board.yaml";

  @ParameterizedTest
  @ValueSource(
      strings = {BOARD, "./boards/my-board.yaml", "boards/../boards/my-board.yaml", "my-board"})
  void aFileIsCalledByItsPathHoweverWrittenAndByItsName(String device) {
    DeviceNames names = DeviceNames.of(List.of(BOARD));

    assertThat(names.has(device)).isTrue();
    assertThat(names.source(device)).isEqualTo(BOARD);
  }

  @Test
  void aPathFromTheRootIsTheSameFile() {
    String root = Path.of(BOARD).toAbsolutePath().toString();

    assertThat(DeviceNames.of(List.of(BOARD)).source(root)).isEqualTo(BOARD);
    assertThat(DeviceNames.of(List.of(root)).source(BOARD)).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-board.yaml", "other/my-board.yaml", "rk3588", "a/\0.yaml"})
  void whatIsNotNamedIsNotAskedFor(String device) {
    DeviceNames names = DeviceNames.of(List.of(BOARD));

    assertThat(names.has(device)).isFalse();
    assertThat(names.source(device)).isEqualTo(device);
  }

  @Test
  void withoutANameAllAreAskedFor() {
    assertThat(DeviceNames.of(List.of()).has("rk3588")).isTrue();
  }
}
