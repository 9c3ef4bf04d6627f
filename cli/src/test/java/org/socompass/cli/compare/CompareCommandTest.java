package org.socompass.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.socompass.cli.Cli;
import org.socompass.cli.run.TraceWriter;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Engines side by side, and the timeline that can be drawn of one. */
final class CompareCommandTest {
  private static final String LINE =
      "compare --device snapdragon-8-gen-3 --model qwen2-0.5b --quantization w8a8 --prompt 100"
          + " --output-tokens 4 --engines layer,tensor,llm-npu";

  @Test
  void jsonHasARowForEachEngineAndWhatEachProcessorDid() {
    Cli run = Cli.line(LINE + " --format json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode engines = run.json().get("engines");
    assertThat(engines.size()).isEqualTo(3);
    assertThat(engines.get(0).get("prefill_speedup").doubleValue()).isEqualTo(1);
    assertThat(engines.get(1).get("prefill_speedup").doubleValue()).isGreaterThanOrEqualTo(1);
    JsonNode prefill = engines.get(1).get("phases").get(0);
    assertThat(Cli.names(prefill))
        .containsExactly(
            "phase", "latency_ms", "hand_overs", "bandwidth_gb_per_s", "processors", "cuts");
    for (JsonNode processor : prefill.get("processors")) {
      double sum = 0;
      for (String share : List.of("busy", "submit", "synchronization", "wait")) {
        sum += processor.get(share + "_percent").doubleValue();
      }
      assertThat(sum).isBetween(99.99, 100.01);
    }
    assertThat(prefill.get("cuts").get(0).get("alternatives_us").size()).isPositive();
  }

  @Test
  void csvHasTheSameRows() {
    List<String> lines = Cli.line(LINE + " --format csv").out().lines().toList();

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("engine,ttft_ms,tpot_ms,prefill_tokens_per_second");
    assertThat(lines.get(3)).startsWith("llm-npu,");
  }

  @Test
  void enginesHaveBandsAndBeatTheFirstWithAProbability() {
    JsonNode engines = Cli.line(LINE + " --format json").json().get("engines");

    assertThat(engines.get(0).get("prefill_faster_percent").isNull()).isTrue();
    for (JsonNode engine : engines) {
      double ttft = engine.get("ttft_ms").doubleValue();
      assertThat(engine.get("ttft_ms_p10").doubleValue()).isPositive().isLessThan(ttft);
      assertThat(engine.get("ttft_ms_p90").doubleValue()).isGreaterThan(ttft);
      assertThat(Cli.names(engine.get("trust"))).contains("measured_rows", "nearest");
    }
    JsonNode second = engines.get(1);
    double speedup = second.get("prefill_speedup").doubleValue();
    assertThat(second.get("prefill_speedup_p10").doubleValue()).isLessThan(speedup);
    assertThat(second.get("prefill_faster_percent").doubleValue()).isBetween(50.0, 100.0);
    // The effect of the device cancels: the ratio is known better than either time.
    assertThat(second.get("prefill_speedup_p90").doubleValue() / speedup)
        .isLessThan(second.get("ttft_ms_p90").doubleValue() / second.get("ttft_ms").doubleValue());
  }

  @Test
  void severalPromptsHaveRowsOfTheirOwn() {
    String line =
        "compare --device snapdragon-8-gen-3 --model qwen2-0.5b --output-tokens 2"
            + " --engines layer,tensor --format ";

    List<String> csv = Cli.line(line + "csv --prompts 32,100").out().lines().toList();
    JsonNode json = Cli.line(line + "json --prompts 32,100").json();
    Cli both = Cli.line(line + "csv --prompts 32 --prompt 100");

    assertThat(csv).hasSize(5);
    int prompt = List.of(csv.get(0).split(",", -1)).indexOf("prompt_tokens");
    assertThat(csv.get(2).split(",", -1)[prompt]).isEqualTo("32");
    assertThat(csv.get(3)).startsWith("layer,");
    assertThat(csv.get(3).split(",", -1)[prompt]).isEqualTo("100");
    JsonNode third = json.get("engines").get(2);
    assertThat(third.get("prompt_tokens").longValue()).isEqualTo(100);
    assertThat(third.get("prefill_speedup").doubleValue()).isEqualTo(1);
    assertThat(both.err()).contains("leave out --prompt with --prompts");
    assertThat(Cli.line(line + "csv --prompts 0").err()).contains("--prompts must be in [1, ");
  }

  @Test
  void aBackgroundLoadSlowsTheEngines() {
    Cli alone = Cli.line(LINE + " --format json");
    Cli loaded = Cli.line(LINE + " --format json --background-bandwidth 30 --background-gpu 50");

    assertThat(ttft(loaded)).isGreaterThan(ttft(alone));
  }

  private static double ttft(Cli run) {
    return run.json().get("engines").get(0).get("ttft_ms").doubleValue();
  }

  @Test
  void anUnknownEngineIsNamed() {
    Cli run =
        Cli.line("compare --device snapdragon-8-gen-3 --model qwen2-0.5b --engines layer,tensr");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("unknown engine 'tensr'; did you mean 'tensor'?");
  }

  @Test
  void aTraceHasAnEventForEveryTask() {
    var model = new InferenceModel(new DeviceSource("snapdragon-8-gen-3", List.of()));
    InferenceResult result =
        model.run(
            new InferenceRequest(
                ModelLibrary.byId("qwen2-0.5b"), Quantization.W8A8, 64, 2, 1, "tensor", List.of()));

    JsonNode trace = JsonMapper.builder().build().readTree(TraceWriter.of(result));
    int tasks =
        result.prefill().timeline().orElseThrow().spans().size()
            + result.decode().timeline().orElseThrow().spans().size();
    int operators = 0;
    for (JsonNode event : trace.get("traceEvents")) {
      boolean isOperator = event.has("cat") && event.get("cat").stringValue().equals("operator");
      operators += isOperator ? 1 : 0;
    }
    assertThat(operators).isEqualTo(tasks);
  }
}
