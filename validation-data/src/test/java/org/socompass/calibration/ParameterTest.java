package org.socompass.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.template.TemplateTree;

/** What a template declares, in the unit in which it writes it. */
final class ParameterTest {
  private static final List<Parameter> DECLARED =
      Parameter.declared(
          TemplateTree.load(
              "test.yaml",
              """
              name: x
              memory: {achievable_fraction: {value: 0.9, min: 0.5, max: 1}}
              processors:
                gpu:
                  launch:
                    matmul: {value: 6.2 us, min: 900 ns, max: 0.02 ms}
                    attention: 3 us
                  fixed: {value: 2, min: 2, max: 2}
              """,
              id -> Optional.empty(),
              List.of()));

  @Test
  void areTheFieldsWithARange() {
    assertThat(DECLARED)
        .extracting(Parameter::path)
        .containsExactly("memory.achievable_fraction", "processors.gpu.launch.matmul");
    assertThat(DECLARED)
        .extracting(Parameter::processor)
        .containsExactly(Optional.empty(), Optional.of("gpu"));
  }

  @Test
  void keepTheUnitOfTheValue() {
    Parameter launch = DECLARED.get(1);

    assertThat(launch.unit()).isEqualTo("us");
    assertThat(launch.start()).isEqualTo(6.2);
    assertThat(launch.minimum()).isEqualTo(0.9);
    assertThat(launch.maximum()).isEqualTo(20);
    assertThat(launch.text(7.25)).isEqualTo("7.25 us");
    assertThat(DECLARED.get(0).text(1e-5)).isEqualTo("0.000010");
  }

  @Test
  void roundToFourDigitsInsideTheRange() {
    assertThat(DECLARED.get(1).rounded(12.3456)).isEqualTo(12.35);
    assertThat(DECLARED.get(1).rounded(0.89999)).isEqualTo(0.9);
    assertThat(DECLARED.get(1).at(-0.1)).isEqualTo(0.9);
    assertThat(DECLARED.get(1).place(10.45)).isCloseTo(0.5, within(1e-12));
  }
}
