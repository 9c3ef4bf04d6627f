package org.socompass.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/** Where results come from: the same question has the same provenance, another has another. */
final class ProvenanceTest {
  private static final String PHONE = "snapdragon-8-gen-3";

  private static RunStudy.Result run(DeviceSource source, String engine) {
    var inference =
        new InferenceRequest(
            ModelLibrary.load("qwen3-0.6b"), Quantization.W4A16, 16, 2, 1, engine, List.of());
    return RunStudy.of(
        new RunStudy.Request(
            source,
            inference,
            Background.NONE,
            new Costing(CostSettings.DEFAULT, 10, 7),
            false,
            false,
            List.of("socompass", "run")),
        new OperatorCache());
  }

  private static String digest(DeviceSource source) {
    return Provenance.of(List.of()).device(source).inputs().get(0).digest();
  }

  @Test
  void aRunNamesAllThatItIsMadeOf() {
    Provenance of =
        run(new DeviceSource(PHONE, List.of("memory.channels=8")), "gpu-only").provenance();

    assertThat(of.inputs())
        .extracting(Provenance.Input::kind, Provenance.Input::name)
        .containsExactly(
            tuple(Provenance.Kind.DEVICE, PHONE),
            tuple(Provenance.Kind.ENGINE, "gpu-only"),
            tuple(Provenance.Kind.MODEL, "qwen3-0.6b"));
    assertThat(of.inputs().get(0).overrides()).containsExactly("memory.channels=8");
    assertThat(of.inputs()).allMatch(input -> input.digest().matches("[0-9a-f]{64}"));
    assertThat(of.quantization()).contains(Quantization.W4A16);
    assertThat(of.seed()).hasValue(7);
    assertThat(of.command()).containsExactly("socompass", "run");
  }

  @Test
  void whatWasNotAskedForIsEmpty() {
    RunStudy.Result result = run(new DeviceSource(PHONE, List.of()), "auto");

    assertThat(result.sustained()).isEmpty();
    assertThat(result.sensitivity()).isEmpty();
    assertThat(result.energy()).isPresent();
    assertThat(result.rivals())
        .extracting(RunStudy.Rival::engine)
        .contains(result.inference().engine().id());
    assertThat(result.rivals())
        .allMatch(r -> r.endToEndSeconds() >= result.inference().endToEndSeconds());
  }

  @Test
  void aDigestIsOfWhatATemplateSays(@TempDir Path folder) throws IOException {
    Path plain = Files.writeString(folder.resolve("a.yaml"), "extends: " + PHONE + "\n");
    Path commented =
        Files.writeString(folder.resolve("b.yaml"), "# a comment\nextends:   " + PHONE + "\n");
    Path other =
        Files.writeString(
            folder.resolve("c.yaml"), "extends: " + PHONE + "\nmemory:\n  channels: 8\n");

    String digest = digest(new DeviceSource(plain.toString(), List.of()));

    assertThat(digest(new DeviceSource(commented.toString(), List.of()))).isEqualTo(digest);
    assertThat(digest(new DeviceSource(other.toString(), List.of()))).isNotEqualTo(digest);
    assertThat(digest(new DeviceSource(plain.toString(), List.of("memory.channels=8"))))
        .isEqualTo(digest(new DeviceSource(other.toString(), List.of())));
  }

  @Test
  void sizesOfAnOperatorMayBeChanged() {
    var product = new OperatorSpec("matmul", Map.of("m", 1L, "k", 64L, "n", 32L), Map.of(), false);
    var device = new DeviceSource(PHONE, List.of()).load();

    assertThat(product.operator(device).shape()).isEqualTo("[1,64]x[64,32]");
    assertThat(product.with("m", 3).operator(device).shape()).isEqualTo("[3,64]x[64,32]");
  }
}
