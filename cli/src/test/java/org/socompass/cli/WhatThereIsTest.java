package org.socompass.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lists without a word, parts of a device, kinds of devices. */
final class WhatThereIsTest {
  @Test
  void listsSayHowManyThereAreOfEach() {
    String csv = Cli.line("list --format csv").out();

    assertThat(csv.lines().map(line -> line.replaceAll(",.*", "")))
        .containsExactly(
            "list", "devices", "models", "engines", "operators", "datasets", "quantizations");
    csv.lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(
            list -> {
              String entries = Cli.line("list " + list[0] + " --format csv").out();
              assertThat(entries.lines().count() - 1).isEqualTo(Long.parseLong(list[1]));
            });
  }

  @Test
  void constantsWithoutATableNameTheTables() {
    String csv = Cli.line("show constants --format csv").out();

    assertThat(csv).startsWith("table,constants\r\narea-model,").contains("memory-prices,");
  }

  @Test
  void aPartOfADeviceIsItsFieldsBelowAPath() {
    String csv = Cli.line("show device rk3588 processors.npu.matrix --format csv").out();

    assertThat(csv.lines().skip(1))
        .isNotEmpty()
        .allMatch(l -> l.startsWith("processors.npu.matrix."));
    assertThat(Cli.line("show device rk3588 memory.data_rate --format csv").out().lines())
        .hasSize(2);
  }

  @Test
  void anUnknownPartIsNamedWithTheNearest() {
    Cli run = Cli.line("show device rk3588 processors.npu.matrx");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "socompass: rk3588 has no field 'processors.npu.matrx'; did you mean"
                + " 'processors.npu.matrix'?");
  }

  @Test
  void everyDeviceHasAKindAndRanksGoByIt() {
    String csv = Cli.line("list devices --format csv").out();
    long phones = csv.lines().filter(l -> l.endsWith(",phone")).count();

    assertThat(csv.lines().skip(1)).allMatch(l -> l.matches(".*,(phone|computer|board|card)"));
    String ranked =
        Cli.line("rank -m qwen2.5-0.5b -q w4a16 --kind phone -p 16 -n 2 --format csv").out();
    assertThat(ranked.lines().skip(1)).hasSize((int) phones);
    assertThat(ranked).contains(",snapdragon-8-gen-3,").doesNotContain("a100");
  }

  @Test
  void anUnknownKindIsNamedWithTheNearest() {
    Cli run = Cli.line("rank -m qwen2.5-0.5b --kind fone");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("socompass: unknown kind of device 'fone'; did you mean 'phone'?");
  }
}
