package org.socompass.dse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Specs;
import org.socompass.dse.store.Row;
import org.socompass.input.InputException;

/** A spec that travels with its files. */
final class PortableSpecTest {
  @TempDir Path folder;

  private Path spec = Path.of("");

  @BeforeEach
  void write() throws IOException {
    spec = folder.resolve("spec.yaml");
    Files.createDirectory(folder.resolve("parts"));
    Files.writeString(
        folder.resolve("parts/base.yaml"), "extends: snapdragon-8-gen-3\nname: Base\n");
    Files.writeString(folder.resolve("parts/mine.yaml"), "extends: ./base.yaml\nname: Mine\n");
    Files.writeString(folder.resolve("parts/tiny.json"), Specs.TINY_MODEL);
    Files.writeString(
        spec,
        """
        device: parts/mine.yaml
        parameters:
          slc: {path: system_cache.capacity, values: [4 MiB, 16 MiB]}
        workloads:
          own: {model: parts/tiny.json, quantization: w4a16, prompt: 16, output: 2, engine: gpu-only}
          shipped: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 16, output: 2, engine: gpu-only}
        objectives:
          ttft_ms: min
        """);
  }

  @Test
  void isReadWhereTheFilesAreNot() throws Exception {
    SweepSpec here = SpecReader.read(spec);
    Row expected = new PointEvaluator(here).evaluate(1, new PointSpace(here).point(1));
    PortableSpec sent = copy(PortableSpec.read(spec));
    for (String file : new String[] {"base.yaml", "mine.yaml", "tiny.json"}) {
      Files.delete(folder.resolve("parts").resolve(file));
    }
    Files.delete(spec);

    SweepSpec there = sent.spec();

    assertThat(there.digest()).isEqualTo(here.digest());
    assertThat(new PointEvaluator(there).evaluate(1, new PointSpace(there).point(1)))
        .isEqualTo(expected);
  }

  private static PortableSpec copy(PortableSpec spec) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PortableSpec) in.readObject();
    }
  }

  @Test
  void mistakesKeepTheirPlace() throws IOException {
    Files.delete(folder.resolve("parts/tiny.json"));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PortableSpec.read(spec))
        .withMessageStartingWith(spec + ":5:")
        .withMessageContaining("tiny.json: no such file");
  }
}
