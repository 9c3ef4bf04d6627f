package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What operators pay of a launch, by method. */
final class LaunchTest {
  private static final Launch KNOWN =
      new Launch(
          Map.of(OperatorClass.MATMUL, 25e-6, OperatorClass.SOFTMAX, 12e-6),
          Map.of(OperatorClass.MATMUL, 50e-6),
          OptionalDouble.of(4e-6),
          OptionalDouble.of(2e-6));

  private static double matmul(Launch launch) {
    return launch.seconds(OperatorClass.MATMUL);
  }

  @Test
  void eachMethodHasItsOwnCost() {
    assertThat(KNOWN.by(LaunchMethod.EAGER)).isEqualTo(KNOWN);
    assertThat(matmul(KNOWN.by(LaunchMethod.STREAM))).isEqualTo(4e-6);
    assertThat(matmul(KNOWN.by(LaunchMethod.GRAPH))).isEqualTo(2e-6);
    assertThat(matmul(KNOWN.by(LaunchMethod.KERNEL))).isZero();
    assertThat(KNOWN.by(LaunchMethod.GRAPH).seconds()).containsOnlyKeys(OperatorClass.values());
  }

  @Test
  void onlyEagerCallsWaitForTheHost() {
    assertThat(KNOWN.by(LaunchMethod.EAGER).hostSeconds(OperatorClass.MATMUL)).isEqualTo(50e-6);
    assertThat(KNOWN.by(LaunchMethod.STREAM).hostSeconds(OperatorClass.MATMUL)).isZero();
    assertThat(KNOWN.by(LaunchMethod.KERNEL).hostSeconds(OperatorClass.MATMUL)).isZero();
  }

  @Test
  void whatNobodyMeasuredCostsAsTheNextSlowerMethod() {
    var queued = new Launch(KNOWN.seconds(), Map.of(), OptionalDouble.of(4e-6));
    var unknown = new Launch(KNOWN.seconds(), Map.of(), OptionalDouble.empty());

    assertThat(matmul(queued.by(LaunchMethod.GRAPH))).isEqualTo(4e-6);
    assertThat(matmul(unknown.by(LaunchMethod.GRAPH))).isEqualTo(25e-6);
    assertThat(matmul(unknown.by(LaunchMethod.STREAM))).isEqualTo(25e-6);
    assertThat(matmul(unknown.by(LaunchMethod.KERNEL))).isZero();
  }
}
