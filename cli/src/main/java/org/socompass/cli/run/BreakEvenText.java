package org.socompass.cli.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.socompass.cli.format.Listing;
import org.socompass.study.tiers.PrefixStudy;

/** From where reuse of a prefix pays, in all forms. */
final class BreakEvenText {
  static final List<String> HEADER = List.of("quantity", "value", "unit");

  private static final double MILLI = 1e3;
  private static final double GIGA = 1e9;

  private final PrefixStudy.Result result;

  BreakEvenText(PrefixStudy.Result result) {
    this.result = result;
  }

  List<List<Object>> rows() {
    return List.of(
        row("prompt_tokens", result.inference().promptTokens(), ""),
        row("cached_tokens", result.prefix().tokens(), ""),
        row("cache_tier", result.prefix().tier().id(), ""),
        row("kv_bytes", result.bytes(), "B"),
        row("ttft_without", result.fullSeconds() * MILLI, "ms"),
        row("work_of_the_rest", result.workSeconds() * MILLI, "ms"),
        row("ttft_with", result.reusedSeconds() * MILLI, "ms"),
        row("speed_up", result.fullSeconds() / result.reusedSeconds(), ""),
        row("break_even_bandwidth", result.breakEvenBytesPerSecond() / GIGA, "GB/s"),
        row("break_even_bandwidth_serial", result.serialBytesPerSecond() / GIGA, "GB/s"),
        row("break_even_tokens", tokens(result.breakEvenTokens()), ""),
        row("energy_without", result.fullJoules(), "J"),
        row("energy_with", result.reusedJoules(), "J"));
  }

  private static OptionalDouble tokens(OptionalLong tokens) {
    return tokens.isPresent()
        ? OptionalDouble.of((double) tokens.getAsLong())
        : OptionalDouble.empty();
  }

  private static List<Object> row(String quantity, Object value, String unit) {
    return List.of(quantity, value, unit);
  }

  String table() {
    return new Listing("break_even", HEADER, rows()).table();
  }

  Map<String, ?> json() {
    return Map.of("break_even", new Listing("break_even", HEADER, rows()).objects());
  }
}
