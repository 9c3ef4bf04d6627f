package org.socompass.cli.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.cli.format.Listing;
import org.socompass.study.tiers.DisaggregationStudy;

/** A prompt on one device and its output on another, in all forms. */
final class DisaggregationText {
  static final List<String> HEADER = List.of("quantity", "value", "unit");

  private static final double MILLI = 1e3;
  private static final double GIGA = 1e9;

  private final DisaggregationStudy.Result result;

  DisaggregationText(DisaggregationStudy.Result result) {
    this.result = result;
  }

  List<List<Object>> rows() {
    return List.of(
        row("prefill_device", result.prompt().device().id(), ""),
        row("decode_device", result.output().device().id(), ""),
        row("prefill", result.prompt().ttftSeconds() * MILLI, "ms"),
        row("kv_bytes", result.bytes(), "B"),
        row("transfer", result.transferSeconds() * MILLI, "ms"),
        row("transfer_exposed", result.exposedSeconds() * MILLI, "ms"),
        row("ttft", result.ttftSeconds() * MILLI, "ms"),
        row("ttft_on_decode_device", result.output().ttftSeconds() * MILLI, "ms"),
        row("tpot", result.output().tpotSeconds() * MILLI, "ms"),
        row("hiding_bandwidth", result.hidingBytesPerSecond() / GIGA, "GB/s"));
  }

  private static List<Object> row(String quantity, Object value, String unit) {
    return List.of(quantity, value, unit);
  }

  String table() {
    return new Listing("disaggregation", HEADER, rows()).table();
  }

  Map<String, ?> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("disaggregation", new Listing("disaggregation", HEADER, rows()).objects());
    return root;
  }
}
