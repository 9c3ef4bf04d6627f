package org.socompass.inference.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.Device;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.schedule.Timeline;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorMapper;

/** Laws of prompts in chunks, over seeded models. */
final class ChunkedLawsTest {
  private static final int PAIRS = 100;
  private static final double ROUNDING = 1e-9;
  private static final LanguageModel BASE = ModelLibrary.byId("llama-3.2-1b");
  private static final Device PHONE =
      new DeviceSource("snapdragon-8-gen-3", List.of()).load(Engines.profile("llm-npu"));
  private static final OperatorMapper MAPPER = new OperatorMapper(PHONE);

  /** A prompt for a model; heads are a multiple of 8, widths one of 64. */
  private record Work(int layers, int kvHeads, int group, int width, long tokens, String floats) {
    static Work random(Random random) {
      return new Work(
          random.nextInt(1, 7),
          1 << random.nextInt(4),
          random.nextInt(1, 5),
          random.nextInt(1, 20),
          random.nextInt(1, 6000),
          random.nextBoolean() ? "cpu" : "gpu");
    }

    /** Returns the same work with more of one thing. */
    Work more(Random random) {
      return switch (random.nextInt(5)) {
        case 0 -> new Work(layers + random.nextInt(1, 3), kvHeads, group, width, tokens, floats);
        case 1 -> new Work(layers, 2 * kvHeads, group, width, tokens, floats);
        case 2 -> new Work(layers, kvHeads, group + 1, width, tokens, floats);
        case 3 -> new Work(layers, kvHeads, group, width + random.nextInt(1, 9), tokens, floats);
        default ->
            new Work(layers, kvHeads, group, width, tokens + random.nextInt(1, 3000), floats);
      };
    }

    /** Returns the same query heads with twice the KV heads. */
    Work withMoreKvHeads() {
      return new Work(layers, 2 * kvHeads, group, width, tokens, floats);
    }

    PhaseResult run(int heads) {
      Layer layer = BASE.mainLayer();
      var shape = new AttentionShape(heads, kvHeads, 64, false);
      var one =
          new Layer(
              layer.kind(),
              layers,
              SelfAttention.of(shape),
              Optional.of(new FeedForward(FeedForward.Kind.SWIGLU, 512 * width)),
              layer.normalization(),
              false,
              List.of(),
              0);
      var model =
          new LanguageModel(
              "m",
              "m",
              BASE.hidden(),
              List.of(one),
              BASE.ends(),
              BASE.maxPositions(),
              List.of(),
              Optional.empty(),
              OptionalDouble.empty(),
              "test");
      var builder =
          new GraphBuilder(model, Quantization.W8A8, new GraphOptions(false, true, true, true));
      return new ChunkedPass(
              Engines.profile("llm-npu"),
              new Pieces(MAPPER),
              List.of("npu", floats),
              Background.NONE)
          .prefill(builder, ForwardPass.prefill(1, tokens));
    }
  }

  /** Neither more layers, heads, width nor tokens end earlier: the order has no anomalies. */
  @Test
  void moreWorkNeverEndsEarlier() {
    var random = new Random(15);
    for (int pair = 0; pair < PAIRS; pair++) {
      Work less = Work.random(random);
      Work more = less.more(random);
      double before = less.run(8 * less.kvHeads * less.group).seconds();
      double after = more.run(8 * more.kvHeads * more.group).seconds();

      assertThat(after)
          .as("%s, then %s", less, more)
          .isGreaterThanOrEqualTo(before * (1 - ROUNDING));
    }
  }

  /** A sibling with fewer KV heads and the same query heads is never slower. */
  @Test
  void fewerKvHeadsAreNeverSlower() {
    var random = new Random(47);
    for (int pair = 0; pair < PAIRS; pair++) {
      Work few = Work.random(random);
      Work many = few.withMoreKvHeads();
      int heads = 2 * few.kvHeads * few.group;

      assertThat(many.run(heads).seconds())
          .as("%s, %d heads", few, heads)
          .isGreaterThanOrEqualTo(few.run(heads).seconds() * (1 - ROUNDING));
    }
  }

  /** No processor works for longer than the prompt takes, however long that is. */
  @Test
  void thePromptLastsAsLongAsTheBusiestProcessor() {
    var random = new Random(3);
    for (int pair = 0; pair < PAIRS / 5; pair++) {
      Work work = Work.random(random);
      Timeline timeline = work.run(8 * work.kvHeads * work.group).timeline().orElseThrow();

      for (Timeline.Shares shares : timeline.shares()) {
        assertThat(shares.busy() + shares.submitting()).isLessThanOrEqualTo(1 + ROUNDING);
      }
    }
  }
}
