package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.hardware.template.TemplateCheck.Finding;
import org.socompass.hardware.template.TemplateCheck.Severity;
import org.socompass.hardware.template.TemplateSchema.Form;
import org.socompass.input.Dimension;

/** The schema as the reader states it, and all mistakes of a template at once. */
final class TemplateSchemaTest {
  @Test
  void theReaderStatesFormUnitAndNeed() {
    TemplateSchema.Key clock =
        TemplateSchema.shipped().find("processors.my-npu.clock").orElseThrow();
    assertThat(clock.path()).isEqualTo("processors.*.clock");
    assertThat(clock.form()).isEqualTo(Form.QUANTITY);
    assertThat(clock.dimension()).contains(Dimension.FREQUENCY);
    assertThat(clock.isRequired()).isTrue();
    TemplateSchema.Key cap =
        TemplateSchema.shipped().find("processors.gpu.dram.bandwidth_cap").orElseThrow();
    assertThat(cap.isRequired()).isFalse();
    TemplateSchema.Key kind = TemplateSchema.shipped().find("processors.x.kind").orElseThrow();
    assertThat(kind.words()).containsExactly("cpu", "gpu", "npu");
    assertThat(TemplateSchema.shipped().has("processors.gpu.local_buffer")).isTrue();
    assertThat(TemplateSchema.shipped().has("processors.gpu.locale_buffer")).isFalse();
  }

  @Test
  void everyKeyOutsideKernelsHasAMeaning() {
    List<String> without =
        TemplateSchema.shipped().values().stream()
            .map(TemplateSchema.Key::path)
            .filter(p -> !p.contains(".kernels."))
            .filter(p -> KeyGuide.shipped().meaning(p).isEmpty())
            .toList();
    assertThat(without).isEmpty();
  }

  @Test
  void shippedTemplatesHaveNoMistakes() {
    for (String id : List.of("snapdragon-8-gen-3", "a100-80gb", "raspberry-pi-5", "rk3588")) {
      TemplateCheck check = TemplateCheck.of(id);
      assertThat(check.findings()).as(id).isEmpty();
      assertThat(check.device()).isPresent();
    }
  }

  @Test
  void aFewLinesGetAllThatIsMissingAtOnce(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        name: Mine
        memory: {type: LPDDR5X, channels: 4, channel_width: 16 bit, data_rate: 8533}
        processors:
          npu:
            kind: npu
            clok: 1 GHz
        """);

    TemplateCheck check = TemplateCheck.of(file.toString());

    assertThat(check.device()).isEmpty();
    List<String> errors =
        check.findings().stream()
            .filter(f -> f.severity() == Severity.ERROR)
            .map(Finding::path)
            .toList();
    assertThat(errors)
        .contains(
            "processors.npu.clok",
            "processors.npu.cores",
            "processors.npu.vector",
            "processors.npu.global_buffer",
            "process_node",
            "memory.data_rate",
            "memory.capacity")
        .doesNotHaveDuplicates();
    Map<String, String> advice =
        check.findings().stream()
            .collect(
                java.util.stream.Collectors.toMap(Finding::path, Finding::advice, (a, b) -> a));
    assertThat(advice.get("memory.capacity")).contains("in B, KB, MB").contains("ship with");
    assertThat(advice.get("processors.npu.vector"))
        .contains("a section that needs flops_per_cycle (a section by type, as in {fp32: 8, ")
        .contains("), exp_per_cycle (")
        .contains("npus ship with");
  }

  @Test
  void aMissingKeyIsNeverExplainedByAValidOne(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        extends: snapdragon-8-gen-3
        processors: {npu: {local_buffer: none}}
        """);

    assertThat(TemplateCheck.of(file.toString()).findings())
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("processors.npu: lacks 'local_buffer'");
  }

  @Test
  void anNpuWithoutMatrixEngineIsToldAndUsed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        extends: snapdragon-8-gen-3
        processors: {npu: {matrix: none}}
        """);

    TemplateCheck check = TemplateCheck.of(file.toString());

    assertThat(check.device()).isPresent();
    assertThat(check.findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.WARNING);
              assertThat(f.message())
                  .isEqualTo("processors.npu.matrix is not stated: npu can run no product");
              assertThat(f.advice()).contains("rows");
            });
  }

  @Test
  void aValueFarFromAllOthersIsToldAndUsed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        extends: snapdragon-8-gen-3
        processors: {npu: {clock: 90 GHz}}
        """);

    TemplateCheck check = TemplateCheck.of(file.toString());

    assertThat(check.device()).isPresent();
    assertThat(check.findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.severity()).isEqualTo(Severity.WARNING);
              assertThat(f.message())
                  .isEqualTo("processors.npu.clock is 90 GHz, far from what ships");
            });
  }
}
