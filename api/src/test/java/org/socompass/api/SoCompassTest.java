package org.socompass.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.input.InputException;
import org.socompass.study.RunStudy;

/** What the facade promises: the studies' numbers, immutable questions, one message a mistake. */
final class SoCompassTest {
  private static final Device PHONE = Device.of("snapdragon-8-gen-3");
  private static final Inference SMALL =
      Inference.of(PHONE, Model.of("llama-3.2-1b"))
          .quantization("w4a16")
          .engine("gpu-only")
          .tokens(32, 8);
  private static final String SPEC =
      """
      name: channels
      device: snapdragon-8-gen-3
      parameters:
        channels: {path: memory.channels, values: [2, 4, 8]}
      workloads:
        chat: {model: llama-3.2-1b, quantization: w4a16, prompt: 32, output: 8, engine: gpu-only}
      constraints:
        decode_tokens_per_second: {min: 25}
      objectives:
        system_cost_usd: min
      """;

  private final SoCompass compass = new SoCompass();

  private static void refuses(ThrowingCallable question, String message) {
    assertThatThrownBy(question).isExactlyInstanceOf(InputException.class).hasMessage(message);
  }

  @Test
  void answersWhatTheStudyAnswers() {
    Prediction answer = compass.run(SMALL);
    RunStudy.Result study = compass.ask(mappings -> RunStudy.of(SMALL.request(), mappings));

    assertThat(answer.number("tpot_ms")).isEqualTo(1e3 * study.inference().tpotSeconds());
    assertThat(answer.tpotSeconds()).isEqualTo(study.inference().tpotSeconds());
    assertThat(answer.number("decode_energy_j_per_token_p90"))
        .isEqualTo(study.energy().orElseThrow().decodeJoulesPerToken().quantiles().p90());
    assertThat(answer.trust()).isEqualTo(study.trustLine());
    assertThat(answer.engine()).isEqualTo("gpu-only");
    assertThat(answer.processors()).containsExactly("gpu");
    assertThat(answer.warnings()).isEmpty();
  }

  @Test
  void rangesHoldTheNumberAndOperatorsAddUpToTheTime() {
    Prediction answer = compass.run(SMALL);
    Range range = answer.range("ttft_ms").orElseThrow();

    assertThat(answer.number("ttft_ms")).isBetween(range.low(), range.high());
    assertThat(range.low()).isLessThan(range.high());
    assertThat(answer.range("weights_bytes")).isEmpty();
    // One processor, one operator after another.
    assertThat(
            answer.operators().stream()
                .filter(o -> o.phase().equals("prefill"))
                .mapToDouble(OperatorShare::seconds)
                .sum())
        .isCloseTo(answer.ttftSeconds(), within(1e-9));
  }

  @Test
  void aQuestionIsLeftAsItIsByTheNextOne() {
    Device wide = PHONE.with("memory.channels=8");
    Inference longer = SMALL.on(wide).tokens(64, 16).batch(2).processors("gpu").kvType("int8");

    assertThat(PHONE.overrides()).isEmpty();
    assertThat(wide.overrides()).containsExactly("memory.channels=8");
    assertThat(wide.fields()).containsEntry("memory.channels", "8");
    assertThat(SMALL.command())
        .containsExactly(
            ("socompass run --device snapdragon-8-gen-3 --model llama-3.2-1b --quantization w4a16"
                    + " --prompt 32 --output-tokens 8 --engine gpu-only")
                .split(" ", -1));
    assertThat(longer.command())
        .containsExactly(
            ("socompass run --device snapdragon-8-gen-3 --set memory.channels=8 --model"
                    + " llama-3.2-1b --quantization w4a16 --prompt 64 --output-tokens 16 --batch 2"
                    + " --engine gpu-only --processors gpu --kv-type int8")
                .split(" ", -1));
    assertThat(longer.model(Model.of("qwen2.5-0.5b")).command()).contains("qwen2.5-0.5b", "w4a16");
  }

  @Test
  void aTemplateInMemoryIsThatOfAFileAndOfOverrides(@TempDir Path folder) throws Exception {
    String yaml = "extends: snapdragon-8-gen-3\nmemory:\n  channels: 8\n";
    Path file = Files.writeString(folder.resolve("wide.yaml"), yaml);
    double changed = compass.run(SMALL.on(PHONE.with("memory.channels=8"))).tpotSeconds();

    assertThat(compass.run(SMALL.on(Device.ofText("wide.yaml", yaml))).tpotSeconds())
        .isEqualTo(changed);
    assertThat(compass.run(SMALL.on(Device.read(file))).tpotSeconds()).isEqualTo(changed);
    assertThat(changed).isLessThan(compass.run(SMALL).tpotSeconds());
  }

  @Test
  void aConfigInMemoryIsAModel() {
    Model model =
        Model.ofText(
            "tiny/config.json",
            """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 64,
             "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "vocab_size": 256, "max_position_embeddings": 128,
             "tie_word_embeddings": true}
            """);

    // Table 256*64; a layer: q, o 2*64*64, k, v 2*64*32, three of 64*128, two norms of 64; a norm.
    assertThat(model.parameters())
        .isEqualTo(256 * 64 + 2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128 + 2 * 64) + 64);
    assertThat(model.quantization()).isEmpty();
    assertThat(compass.run(SMALL.model(model)).warnings()).isEmpty();
    assertThat(compass.run(SMALL.model(model).tokens(500, 8)).warnings())
        .containsExactly("508 tokens of context are more than the 128 that tiny was made for");
  }

  @Test
  void mistakesSayWhatToMend() {
    refuses(
        () -> Device.of("snapdragon-8-gen-33"),
        "unknown device 'snapdragon-8-gen-33'; did you mean 'snapdragon-8-gen-3'?"
            + " ('socompass list devices' prints all)");
    refuses(
        () -> PHONE.with("memory.chanels=8"),
        "--set memory.chanels=8: unknown key 'chanels'; did you mean 'channels'?");
    refuses(
        () -> Device.ofText("wide.yaml", "extends: snapdragon-8-gen-3\nmemory:\n  chanels: 8\n"),
        "wide.yaml:3:3: memory.chanels: unknown key 'chanels'; did you mean 'channels'?");
    refuses(
        () -> Device.ofText("wide.yaml", "extends: ../secret.yaml\n"),
        "wide.yaml:1:10: extends: '../secret.yaml' is a file; a template in memory extends only what"
            + " ships");
    refuses(() -> Device.read(Path.of("nosuch.yaml")), "nosuch.yaml: no such file");
    refuses(() -> Device.read(Path.of("rk3588")), "./rk3588: no such file");
    refuses(
        () -> Model.ofText("config.json", "{\"a\": "),
        "config.json:1:7: not valid JSON: Unexpected end-of-input within/between Object entries");
    refuses(() -> Model.of("llama-3-9b"), "unknown model 'llama-3-9b'; did you mean 'llama-3-8b'?");
    refuses(
        () -> SMALL.quantization("w4a17"), "unknown quantization 'w4a17'; did you mean 'w4a16'?");
    refuses(
        () -> SMALL.engine("gpu-onyl"),
        "unknown engine 'gpu-onyl'; did you mean 'gpu-only'? ('socompass list engines' prints all)");
    refuses(() -> SMALL.tokens(0, 8), "prompt must be in [1, 4194304], but is 0");
    refuses(() -> SMALL.samples(1), "samples must be at least 2, but is 1");
    refuses(
        () -> compass.run(SMALL).value("tpot_us"),
        "unknown metric 'tpot_us'; did you mean 'tpot_ms'?");
    refuses(
        () -> compass.run(SMALL.processors("tpu")),
        "device 'snapdragon-8-gen-3' has no processor 'tpu'; did you mean 'cpu'?");
    refuses(
        () -> Sweep.ofText("spec", SPEC.replace("channels, values", "chanels, values")),
        "spec:4:3: parameters.channels: --set memory.chanels=8: unknown key 'chanels'; did you mean"
            + " 'channels'?");
    refuses(
        () -> Sweep.ofText("spec", SPEC.replace("llama-3.2-1b", "../m.json")),
        "spec:6:17: model: '../m.json' is a file; only what ships can be named here");
  }

  @Test
  void mapsAnOperator() {
    BestMapping gpu =
        compass.map(PHONE, Operator.matmul(64, 256, 256).type("weight-dtype", "int4"));
    BestMapping npu = compass.map(PHONE, "npu", Operator.matmul(64, 256, 256));

    assertThat(gpu.processor()).isEqualTo("gpu");
    assertThat(npu.processor()).isEqualTo("npu");
    assertThat(gpu.latencySeconds())
        .isGreaterThanOrEqualTo(gpu.rooflineSeconds())
        .isBetween(gpu.latency().low(), gpu.latency().high());
    assertThat(gpu.loopNest()).isNotEmpty();
    assertThat(compass.map(PHONE, Operator.of("softmax").size("rows", 4).size("cols", 64)).device())
        .isEqualTo("snapdragon-8-gen-3");
    refuses(
        () -> compass.map(PHONE, "npu", Operator.attention(8, 4, 8, 2, 64).causal()),
        "with --causal --kv-len must be at least --query-len, but they are 4 and 8");
    refuses(
        () -> compass.map(PHONE, Operator.of("matmul").size("m", 1)),
        "matmul needs --k, --n; it takes --m --k --n and optionally --batch --activation-dtype"
            + " --weight-dtype --output-dtype");
    refuses(
        () -> compass.map(PHONE, Operator.of("matmull")),
        "unknown operator 'matmull'; did you mean 'matmul'?");
    refuses(
        () -> compass.map(PHONE, Operator.matmul(0, 1, 1)),
        "m must be in [1, 1099511627776], but is 0");
    refuses(
        () -> compass.map(PHONE, "tpu", Operator.matmul(1, 1, 1)),
        "device 'snapdragon-8-gen-3' has no processor 'tpu'; did you mean 'cpu'?");
    refuses(
        () -> compass.map(PHONE, Operator.matmul(1, 1, 1).type("weight-dtype", "int5")),
        "'int5' is not a data type; did you mean 'int4'?");
  }

  @Test
  void comparesWithTheFirst() {
    Inference wide = SMALL.on(PHONE.with("memory.channels=8"));
    Comparison answer =
        compass.compare(SMALL, List.of(wide, SMALL.on(Device.of("a100-80gb")).engine("npu-only")));
    double plain = compass.run(SMALL).tpotSeconds();
    double changed = compass.run(wide).tpotSeconds();

    assertThat(answer.entries()).hasSize(3);
    assertThat(answer.entries().get(0).changePercent("tpot_ms")).hasValue(0);
    assertThat(answer.entries().get(1).changePercent("tpot_ms").orElseThrow())
        .isCloseTo(100 * (changed / plain - 1), within(1e-9));
    assertThat(answer.entries().get(1).betterPercent("tpot_ms").orElseThrow()).isGreaterThan(50);
    assertThat(answer.entries().get(2).reason()).isPresent();
    assertThat(answer.entries().get(2).value("tpot_ms")).isEmpty();
  }

  @Test
  void aSweepIsTheSameStreamedAndOnThreads() {
    Sweep sweep = Sweep.ofText("spec", SPEC);
    List<SweepPoint> streamed = new ArrayList<>();
    SweepResult whole = compass.sweep(sweep);
    SweepResult passed = compass.sweep(sweep.jobs(2), streamed::add);

    assertThat(streamed).isEqualTo(whole.points());
    assertThat(passed.points()).isEmpty();
    assertThat(passed.with(streamed)).isEqualTo(whole);
    assertThat(whole.count()).isEqualTo(3);
    SweepPoint best = whole.best().orElseThrow();
    assertThat(whole.front()).contains(best);
    assertThat(best.isOk()).isTrue();
    for (SweepPoint point : whole.points()) {
      boolean isFast = point.number("decode_tokens_per_second") >= 25;
      assertThat(point.isOk()).isEqualTo(isFast);
      if (isFast) {
        assertThat(point.number("system_cost_usd"))
            .isGreaterThanOrEqualTo(best.number("system_cost_usd"));
      }
      // Rows are stored with seven digits.
      assertThat(point.number("tpot_ms"))
          .isCloseTo(
              compass
                  .run(SMALL.on(PHONE.with("memory.channels=" + (long) point.number("channels"))))
                  .number("tpot_ms"),
              withinPercentage(1e-4));
    }
  }
}
