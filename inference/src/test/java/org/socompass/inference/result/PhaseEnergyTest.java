package org.socompass.inference.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.Device;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.Bound;
import org.socompass.operator.energy.Energy;

/** Conservation of energy, and powers by hand. */
final class PhaseEnergyTest {
  private static final double EXACT = 1e-9;
  private static final Device PHONE = new DeviceSource("snapdragon-8-gen-3", List.of()).load();

  private static InferenceResult run(String engine, Quantization quantization) {
    var request =
        new InferenceRequest(
            ModelLibrary.load("qwen2.5-1.5b"), quantization, 256, 16, 1, engine, List.of());
    return new InferenceModel(new DeviceSource("snapdragon-8-gen-3", List.of())).run(request);
  }

  private static double idleWatts(String... ids) {
    double watts = PHONE.memory().energy().orElseThrow().idleWatts();
    for (String id : ids) {
      watts += PHONE.processor(id).energy().orElseThrow().idleWatts();
    }
    return watts;
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-only, W4A16, gpu",
    "cpu-only, W4A16, cpu",
    "layer, W4A16, gpu+npu",
    "tensor, W4A16, gpu+npu",
    "llm-npu, W8A8, cpu+npu"
  })
  void aPassIsItsOperatorsAndWhatIsIdle(String engine, Quantization quantization, String used) {
    InferenceResult result = run(engine, quantization);
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      PhaseEnergy energy = phase.energy(result.device()).orElseThrow();
      double operators =
          phase.operators().stream()
              .mapToDouble(o -> o.energy().orElseThrow().joules() * o.count())
              .sum();
      double idle = idleWatts(energy.byProcessor().keySet().toArray(String[]::new));
      assertThat(energy.joules())
          .isCloseTo(operators + idle * phase.seconds(), within(EXACT * energy.joules()));
      assertThat(used).contains(energy.byProcessor().keySet());
      assertThat(energy.averageWatts()).isBetween(idle, energy.peakWatts());
      assertThat(energy.total().processorJoules() + energy.total().memoryJoules())
          .isCloseTo(energy.joules(), within(EXACT * energy.joules()));
    }
  }

  @Test
  void aCutOperatorPaysForBothOfItsPiecesAndNoMore() {
    // Whatever the cut, operations lie between all of them on the cheaper processor and all on the
    // dearer; an operation counted twice, or lost, would leave that range.
    OperatorTime cut = down(run("tensor", Quantization.W4A16));
    assertThat(cut.processor()).isEqualTo("gpu+npu");
    assertThat(cut.energies().orElseThrow().keySet()).containsExactly("gpu", "npu");
    double sum = cut.energy().orElseThrow().operationJoules();
    double gpu = whole("gpu-only").operationJoules();
    double npu = whole("npu-only").operationJoules();
    assertThat(sum).isBetween(Math.min(gpu, npu), Math.max(gpu, npu));
  }

  private static Energy whole(String engine) {
    return down(run(engine, Quantization.W4A16)).energy().orElseThrow();
  }

  private static OperatorTime down(InferenceResult result) {
    return result.prefill().operators().stream()
        .filter(o -> o.name().equals("ffn_down"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void powersByHand() {
    // 1 s of 5 J and 3 s of 3 J on the GPU: 8 J in 4 s and the idle power; the first draws most.
    OperatorTime hot = operator("hot", 1, 5);
    OperatorTime cool = operator("cool", 3, 3);
    PhaseEnergy energy = oneAfterAnother(hot, cool).energy(PHONE).orElseThrow();
    double idle = idleWatts("gpu");
    assertThat(energy.averageWatts()).isCloseTo(2 + idle, within(EXACT));
    assertThat(energy.peakWatts()).isCloseTo(5 + idle, within(EXACT));
    assertThat(energy.total().operationJoules()).isCloseTo(8, within(EXACT));
  }

  /** What is summed part by part is what energies say when they are added one by one. */
  @Test
  void sumsAreThoseOfEnergiesAddedOneByOne() {
    var random = new Random(7);
    for (int i = 0; i < 200; i++) {
      List<OperatorTime> operators = new ArrayList<>();
      Map<String, Energy> sums = new TreeMap<>();
      double seconds = 0;
      for (int o = random.nextInt(6); o >= 0; o--) {
        List<String> ids = random.nextBoolean() ? List.of("gpu", "npu") : List.of("npu");
        Map<String, Energy> energies = new TreeMap<>();
        ids.forEach(id -> energies.put(id, energy(random)));
        var time =
            new OperatorTime(
                "o" + o,
                random.nextInt(5) == 0 ? OperatorTime.BESIDE : "product",
                "",
                String.join("+", ids),
                1 + random.nextInt(40),
                random.nextDouble(),
                Bound.MEMORY,
                0,
                0,
                0,
                Optional.of(energies));
        operators.add(time);
        seconds += time.totalSeconds();
        energies.forEach((id, e) -> sums.merge(id, e.times(time.count()), Energy::plus));
      }
      double lasts = seconds * (0.5 + random.nextDouble());
      sums.replaceAll((id, e) -> e.plus(Energy.idle(idle(id), 0, lasts)));
      var phase = new PhaseResult(Phase.DECODE, 1, operators, lasts, 0, PassDetails.NONE);

      PhaseEnergy energy = phase.energy(PHONE).orElseThrow();

      assertThat(energy.byProcessor()).isEqualTo(sums);
      assertThat(energy.peakWatts()).isEqualTo(peakWatts(phase, sums.keySet()));
    }
  }

  private static Energy energy(Random random) {
    return new Energy(
        0,
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble());
  }

  private static double idle(String id) {
    return PHONE.processor(id).energy().orElseThrow().idleWatts();
  }

  private static double peakWatts(PhaseResult phase, Set<String> ids) {
    Map<String, Double> dearest = new TreeMap<>();
    double dearestOfAll = 0;
    double beside = 0;
    for (OperatorTime o : phase.operators()) {
      double joules = o.energy().orElseThrow().joules();
      if (o.isBeside()) {
        beside += joules / phase.seconds();
        continue;
      }
      dearestOfAll = Math.max(dearestOfAll, joules / o.seconds());
      o.energies()
          .orElseThrow()
          .forEach((id, e) -> dearest.merge(id, e.joules() / o.seconds(), Math::max));
    }
    double peak =
        phase.isOverlapped()
            ? dearest.values().stream().mapToDouble(Double::doubleValue).sum()
            : dearestOfAll;
    return idleWatts(ids.toArray(String[]::new)) + peak + beside;
  }

  @Test
  void moreTimeIsNeverLessIdleEnergy() {
    double last = 0;
    for (double seconds : new double[] {0, 0.1, 1, 10}) {
      PhaseResult phase =
          new PhaseResult(
              Phase.DECODE,
              1,
              List.of(operator("work", 0.1, 1)),
              0.1 + seconds,
              0,
              PassDetails.NONE);
      PhaseEnergy energy = phase.energy(PHONE).orElseThrow();
      assertThat(energy.joules()).isGreaterThan(last);
      assertThat(energy.joules()).isCloseTo(1 + idleWatts("gpu") * (0.1 + seconds), within(EXACT));
      last = energy.joules();
    }
  }

  @Test
  void anOperatorWithoutEnergyLeavesThePassWithout() {
    OperatorTime unknown =
        new OperatorTime("x", "matmul", "", "gpu", 1, 1, Bound.COMPUTE, 0, 0, 0, Optional.empty());
    assertThat(oneAfterAnother(unknown).energy(PHONE)).isEmpty();
  }

  private static PhaseResult oneAfterAnother(OperatorTime... operators) {
    double seconds = Stream.of(operators).mapToDouble(OperatorTime::totalSeconds).sum();
    return new PhaseResult(Phase.DECODE, 1, List.of(operators), seconds, 0, PassDetails.NONE);
  }

  private static OperatorTime operator(String name, double seconds, double joules) {
    return new OperatorTime(
        name,
        "matmul",
        "",
        "gpu",
        1,
        seconds,
        Bound.COMPUTE,
        0,
        0,
        0,
        Optional.of(Map.of("gpu", new Energy(0, 0, joules, 0, 0, 0))));
  }
}
