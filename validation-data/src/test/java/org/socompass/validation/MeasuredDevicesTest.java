package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socompass.hardware.template.SourceGrade.MEASURED;
import static org.socompass.hardware.template.SourceGrade.SIBLING;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.SourceGrade;
import org.socompass.hardware.template.TemplateTree;

/** Which values of a template were measured on its device. */
final class MeasuredDevicesTest {
  private static Optional<SourceGrade> grade(String device, @Nullable String source, String file) {
    return MeasuredDevices.of(device)
        .grade(
            new TemplateTree.Field("x", "1", Optional.ofNullable(source), Optional.empty(), file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A source that names chips.
        "a40                | chosen over the products of A100, A40 and H100      | kernels/x.yaml          | MEASURED",
        "l4                 | chosen over the products of A100, A40 and H100      | kernels/x.yaml          | SIBLING",
        "a100-80gb-x4       | fitted to the measurements of a100-80gb-llmcompass  | kernels/x.yaml          | MEASURED",
        "dimensity-9400     | fitted to the rows of snapdragon-8-gen-3-llmnpu     | snapdragon-8-gen-3.yaml | SIBLING",
        "apple-m1-max-32gpu | measured in azhirnov/cpu-gpu-arch, Apple M1         | apple-m1-8gpu.yaml      | SIBLING",
        "apple-m1-8gpu      | measured on Apple M1 Max                            | apple-m1-8gpu.yaml      | SIBLING",
        "snapdragon-8-elite | fitted to snapdragon-8-elite-gen-5                  | kernels/x.yaml          | SIBLING",
        "my/phone.yaml      | fitted to the rows of snapdragon-8-gen-3-llmnpu     | snapdragon-8-gen-3.yaml | SIBLING",
        // A data set, by its rows; of a family, all its chips.
        "apple-m2-pro       | fitted to apple-gpu-llamacpp, all chips together    | apple-m1-8gpu.yaml      | MEASURED",
        "apple-m4-max       | fitted to apple-gpu-llamacpp, all chips together    | apple-m1-8gpu.yaml      | SIBLING",
        "h800-sxm-80gb      | chosen over A100 and L40S in aiconfigurator-kernels | kernels/x.yaml          | SIBLING",
        "apple-m2-max-30gpu | chosen on the M1 and M2 families together           | apple-m1-8gpu.yaml      | MEASURED",
        // One that names none speaks of that in whose template it stands.
        "apple-m1-8gpu      | measured by metal-benchmarks: 32 exp2 a core        | apple-m1-8gpu.yaml      | MEASURED",
        "apple-m1-7gpu      | measured by metal-benchmarks: 32 exp2 a core        | apple-m1-8gpu.yaml      | MEASURED",
        "apple-m3-10gpu     | measured by metal-benchmarks: 32 exp2 a core        | apple-m1-8gpu.yaml      | SIBLING",
        "my/phone.yaml      | measured at home                                    | my/phone.yaml           | MEASURED",
        "a40                | chosen over all streaming data                      | kernels/x.yaml          | MEASURED",
        // Other grades stay.
        "a40                | assumed from A100, where it was measured            | kernels/x.yaml          | ASSUMED",
        "a40                | NVIDIA A100 whitepaper                              | kernels/x.yaml          | PUBLISHED",
      })
  void theSourceOrItsPlaceSaysWhere(String device, String source, String file, SourceGrade grade) {
    assertThat(grade(device, source, file)).contains(grade);
  }

  @Test
  void aValueWithoutSourceHasNoGrade() {
    assertThat(grade("a40", null, "a40.yaml")).isEmpty();
  }

  /** What ships for devices that nobody measured says so. */
  @Test
  void aDeviceWithoutRowsHasNothingMeasuredByThem() {
    MeasuredDevices dimensity = MeasuredDevices.of("dimensity-9400");
    List<Optional<SourceGrade>> grades =
        TemplateTree.fields(DeviceLibrary.tree("dimensity-9400", List.of())).stream()
            .map(dimensity::grade)
            .toList();
    assertThat(grades).contains(Optional.of(SIBLING)).doesNotContain(Optional.of(MEASURED));
  }
}
