package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.engine.Strategy;
import org.socompass.inference.pass.ChainSchedule;
import org.socompass.inference.pass.OperatorChoices;
import org.socompass.inference.pass.PassModel;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.GraphBuilder;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.OperatorNode;
import org.socompass.llm.Quantization;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Biases;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorMapper;

/**
 * The solver against what it could have left out: one profile, and only the strategy or the
 * processors change. Operators without a static graph stay on the GPU in all of them.
 */
final class TensorLawTest {
  private static final EngineProfile TENSOR = EngineLibrary.byId("tensor");
  private static final double ROUNDING = 1 + 1e-9;

  private record Case(
      LanguageModel model, Quantization quantization, ForwardPass pass, String slower) {}

  static Stream<Case> randomCases() {
    var random = new SplittableRandom(5);
    List<String> models =
        List.of("qwen2-0.5b", "tinyllama-1.1b", "gemma-2-2b", "llama-3.2-3b", "llama-3-8b");
    List<Quantization> stored =
        List.of(Quantization.W4A16_G128, Quantization.FP16, Quantization.W8A8);
    List<String> overrides =
        List.of(
            "synchronization.fast=20 us",
            "processors.gpu.clock=0.3 GHz",
            "processors.npu.clock=0.3 GHz",
            "memory.data_rate=4000 MT/s");
    return Stream.generate(
            () ->
                new Case(
                    random.nextBoolean()
                        ? ModelLibrary.byId(models.get(random.nextInt(models.size())))
                        : model(random),
                    stored.get(random.nextInt(stored.size())),
                    random.nextInt(3) == 0
                        ? ForwardPass.decode(random.nextLong(1, 5), random.nextLong(1, 2000))
                        : ForwardPass.prefill(1, random.nextLong(1, 1500)),
                    overrides.get(random.nextInt(overrides.size()))))
        .limit(48);
  }

  /** A model of no particular sizes: nothing divides by the array or a tile. */
  private static LanguageModel model(SplittableRandom random) {
    int keys = random.nextInt(1, 5);
    boolean parallel = random.nextInt(5) == 0;
    return new LanguageModel(
        "random",
        "random",
        random.nextInt(1, 5),
        random.nextInt(100, 6000),
        new AttentionShape(
            keys * random.nextInt(1, 7), keys, random.nextInt(8, 200), random.nextBoolean()),
        new FeedForward(
            random.nextBoolean() ? FeedForward.Kind.SWIGLU : FeedForward.Kind.GELU,
            random.nextInt(100, 16_000)),
        new Normalization(Normalization.Kind.RMSNORM, parallel ? 1 : 2, true),
        random.nextInt(1000, 100_000),
        random.nextBoolean(),
        Biases.NONE,
        parallel,
        0,
        8192,
        OptionalDouble.empty(),
        "random sizes");
  }

  @ParameterizedTest
  @MethodSource("randomCases")
  void neverLosesToLayerGpuOrNpu(Case c) {
    var source = new DeviceSource("snapdragon-8-gen-3", List.of(c.slower()));
    var mapper = new OperatorMapper(source.load(TENSOR));
    List<String> both = List.of("gpu", "npu");
    double tensor = seconds(TENSOR, mapper, both, c);

    EngineProfile layer = TENSOR.withStrategy(Strategy.LAYER);
    assertThat(tensor).isLessThanOrEqualTo(seconds(layer, mapper, both, c) * ROUNDING);
    assertThat(tensor).isLessThanOrEqualTo(seconds(layer, mapper, List.of("gpu"), c) * ROUNDING);
    assertThat(tensor).isLessThanOrEqualTo(productsOnTheNpu(layer, mapper, c) * ROUNDING);
  }

  private static double seconds(
      EngineProfile engine, OperatorMapper mapper, List<String> processors, Case c) {
    return new PassModel(engine, mapper, processors, Background.NONE, true)
        .pass(c.model(), c.quantization(), c.pass())
        .seconds();
  }

  /** Every product on the NPU, the others where they must. */
  private static double productsOnTheNpu(EngineProfile engine, OperatorMapper mapper, Case c) {
    List<String> both = List.of("gpu", "npu");
    var memory = ChainSchedule.SharedMemory.of(mapper.device(), both, true, Background.NONE);
    double handOver = mapper.device().synchronization().orElseThrow().fastSeconds();
    var options = new OperatorChoices(engine, new Pieces(mapper), both, memory, handOver);
    LanguageModel model = c.model();
    List<OperatorNode> nodes =
        new GraphBuilder(model, c.quantization(), engine.graph()).wholeModel(c.pass()).nodes();
    List<Choice> choices = new ArrayList<>();
    for (OperatorNode node : nodes) {
      List<Choice> all = options.of(node);
      choices.add(
          all.stream()
              .filter(x -> x.processors().equals(List.of("npu")))
              .findFirst()
              .orElse(all.get(0)));
    }
    Placement placement = Placement.of(choices, Placement.Ring.of(nodes, model.layers()));
    List<String> names = nodes.stream().map(OperatorNode::name).toList();
    return ChainSchedule.of(names, placement, memory, handOver).timeline().seconds();
  }
}
