package org.socompass.dse.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.dse.Specs;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;

/** What a spec may say, and where a mistake in it is reported. */
final class SpecReaderTest {
  private static List<String> labels(String parameter) {
    SweepSpec spec =
        Specs.read(
            Specs.SMALL
                .replace("slc: {path: system_cache.capacity,", "slc: {path: X,")
                .replaceFirst("  slc: .*", "  p: " + parameter));
    return spec.parameters().get(1).levels().stream().map(Level::label).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: 100 GB/s, to: 300 GB/s, step: 100 GB/s | 100 GB/s, 200 GB/s, 300 GB/s",
        "from: 0.1 GB/s, to: 0.3 GB/s, step: 0.1 GB/s | 0.1 GB/s, 0.2 GB/s, 0.3 GB/s",
        "from: 2 GB/s, to: 20 GB/s, factor: 2 | 2 GB/s, 4 GB/s, 8 GB/s, 16 GB/s",
        "from: 1 GB/s, to: 100 GB/s, points: 3, scale: log | 1 GB/s, 10 GB/s, 100 GB/s",
        "from: 1 GB/s, to: 2 GB/s, points: 3 | 1 GB/s, 1.5 GB/s, 2 GB/s",
        "from: 10 GB/s, to: 30 GB/s, points: 5, multiple_of: 10 GB/s | 10 GB/s, 20 GB/s, 30 GB/s"
      })
  void rangesHaveTheValuesThatOneWouldWrite(String range, String expected) {
    assertThat(labels("{path: memory.bandwidth, range: {" + range + "}}"))
        .isEqualTo(List.of(expected.split(", ", -1)));
  }

  @Test
  void theSkewOfExpertsIsAParameterOfAllWorkloads() {
    SweepSpec spec =
        Specs.read(Specs.SMALL.replaceFirst("  slc: .*", "  skew: {expert_skew: [0, 0.8]}"));

    assertThat(spec.parameters().get(1).levels()).extracting(Level::label).contains("0", "0.8");
    Workload workload = spec.workloads().get(0);
    Level level = spec.parameters().get(1).levels().get(1);
    InferenceRequest request = workload.on(level.engine(), level.expertSkew());
    assertThat(request.tiers().expertSkew()).isEqualTo(0.8);
    assertThat(request.engine()).isEqualTo(workload.request().engine());
    assertThat(workload.on(Optional.of("cpu-only"), OptionalDouble.empty()).engine())
        .isEqualTo("cpu-only");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> labels("{expert_skew: [0, 5]}"))
        .withMessageContaining(
            "parameters.p.expert_skew: must be a number from 0 to 4, but is '5'");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                Specs.read(
                    Specs.SMALL.replaceFirst(
                        "  slc: .*", "  a: {expert_skew: [0]}\n  b: {expert_skew: [1]}")))
        .withMessageContaining("only one parameter can be the skew of experts");
  }

  @Test
  void linkedPathsMoveTogether() {
    SweepSpec spec =
        Specs.read(
            Specs.SMALL.replaceFirst(
                "  slc: .*",
                "  array: {path: processors.npu.matrix.rows, values: [16, 32], linked:"
                    + " {processors.npu.matrix.columns: {multiple: 2},"
                    + " processors.npu.clock: {values: [1 GHz, 900 MHz]}}}"));

    assertThat(spec.parameters().get(1).levels().get(1).assignments())
        .containsExactly(
            "processors.npu.matrix.rows=32",
            "processors.npu.matrix.columns=64",
            "processors.npu.clock=900 MHz");
  }

  @Test
  void aColumnCarriesTheUnitOfItsNumbers() {
    List<Parameter> parameters = Specs.read(Specs.SMALL).parameters();

    assertThat(parameters)
        .extracting(Parameter::column)
        .containsExactly("rate_mt_per_s", "slc_mib");
    assertThat(parameters.get(0).levels().get(1).number()).hasValue(8533);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "objectives:\n  tpot_ms: min",
            "objectives:\n  tpot: min",
            "spec.yaml:9:3: objectives.tpot: unknown metric 'tpot'; did you mean 'tpot_ms'?"),
        Arguments.of(
            "tpot_ms: min",
            "tpot_ms: least",
            "spec.yaml:9:12: objectives.tpot_ms: 'least' is not valid; valid: max, min"),
        Arguments.of(
            "device: snapdragon-8-gen-3",
            "device: snapdragon-8-gen3",
            "spec.yaml:2:9: device: unknown device 'snapdragon-8-gen3'; did you mean"
                + " 'snapdragon-8-gen-3'? ('socompass list devices' prints all)"),
        Arguments.of(
            "path: system_cache.capacity",
            "path: system_cache.capacty",
            "spec.yaml:5:3: parameters.slc: --set system_cache.capacty=16 MiB: unknown key 'capacty';"
                + " did you mean 'capacity'?"),
        Arguments.of(
            "[4 MiB, 16 MiB]",
            "[4 MiB, 4 MiB]",
            "spec.yaml:5:46: parameters.slc.values: '4 MiB' is given twice"),
        Arguments.of(
            "engine: gpu-only",
            "engine: gpu-onyl",
            "unknown engine 'gpu-onyl'; did you mean 'gpu-only'?"),
        Arguments.of(
            "prompt: 32",
            "promt: 32",
            "spec.yaml:7:52: workloads.chat.promt: unknown key 'promt'; did you mean 'prompt'?"),
        Arguments.of(
            "objectives:",
            "  Chat: {model: qwen2.5-1.5b}\nobjectives:",
            "spec.yaml:8:3: workloads.Chat: 'Chat' and 'chat' differ in case only; columns of files do"
                + " not tell them apart"),
        Arguments.of(
            "slc: {path",
            "SLC: {path: processors.npu.global_buffer.capacity, values: [4 MiB, 8 MiB]}\n  slc: {path",
            "spec.yaml:4:3: parameters: the column 'slc_mib' of slc is taken"),
        Arguments.of(
            "slc: {path",
            "fast: {path: memory.data_rate, values: [5500 MT/s]}\n  slc: {path",
            "spec.yaml:4:3: parameters: memory.data_rate is set by both rate and fast"),
        Arguments.of(
            "6400 MT/s, 8533 MT/s",
            "6400, 8533 MT/s",
            "spec.yaml:4:43: parameters.rate.values: memory.data_rate=6400: '6400' lacks its unit:"
                + " MT/s, GT/s"),
        Arguments.of(
            "path: memory.data_rate, values: [6400 MT/s, 8533 MT/s, 9600 MT/s, 12800 MT/s]",
            "path: processors.gpu.cores, values: [6, 6.5]",
            "spec.yaml:4:50: parameters.rate.values: processors.gpu.cores=6.5: must be a whole number,"
                + " but is 6.5"),
        Arguments.of(
            "path: memory.data_rate, values: [6400 MT/s, 8533 MT/s, 9600 MT/s, 12800 MT/s]",
            "path: processors.gpu.cores, range: {from: 1, to: 3, step: 0.5}",
            "spec.yaml:4:52: parameters.rate.range: processors.gpu.cores=1.5: must be a whole number,"
                + " but is 1.5"),
        Arguments.of(
            "path: memory.data_rate, values: [6400 MT/s, 8533 MT/s, 9600 MT/s, 12800 MT/s]",
            "path: process_node, values: [N3E, banana]",
            "spec.yaml:4:44: parameters.rate.values: process_node=banana: unknown process node"
                + " 'banana'; valid: 10, 10FF,"),
        Arguments.of(
            "path: memory.data_rate, values: [6400 MT/s, 8533 MT/s, 9600 MT/s, 12800 MT/s]",
            "choices: {a: {processors.gpu.clock: 1 GHz}, b: {processors.gpu.clock: 1e9 GHz}}",
            "spec.yaml:4:57: parameters.rate.choices: processors.gpu.clock=1e9 GHz: '1e9 GHz' is too"
                + " large: at most 1e15 Hz"),
        Arguments.of(
            "objectives:",
            "constraints: {ttft_ms: {min: 5, max: 1}}\nobjectives:",
            "constraints.ttft_ms.min: must be at most 'max'"),
        Arguments.of(
            "objectives:",
            "search: {method: random}\nobjectives:",
            "spec.yaml:8:9: search: lacks 'samples'; present: method"),
        Arguments.of(
            "objectives:",
            "constraints: {time_to_throttle_s: {min: 600}}\nobjectives:",
            "spec.yaml:8:15: constraints.time_to_throttle_s: has no value where a design does not slow"
                + " down, which is best; judge by 'sustained_throttle_steps'"),
        Arguments.of(
            "objectives:",
            "constraints: {ttft_ms: {}}\nobjectives:",
            "spec.yaml:8:24: constraints.ttft_ms: needs 'min' or 'max'"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsReportedAtItsPlace(String text, String mistake, String message) {
    assertThat(Specs.SMALL).contains(text);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Specs.read(Specs.SMALL.replace(text, mistake)))
        .withMessageContaining(message);
  }

  @Test
  void theDigestIsOfTheContentNotOfTheLayout(@TempDir Path folder) throws IOException {
    String digest = Specs.read(Specs.SMALL).digest();

    assertThat(Specs.read("# a comment\n" + Specs.SMALL.replace("name: small", "name: other")))
        .extracting(SweepSpec::digest)
        .isEqualTo(digest);
    assertThat(Specs.read(Specs.SMALL.replace("prompt: 32", "prompt: 33")).digest())
        .isNotEqualTo(digest);
    Path template = folder.resolve("phone.yaml");
    Path spec = folder.resolve("spec.yaml");
    Files.writeString(spec, Specs.SMALL.replace("snapdragon-8-gen-3", "phone.yaml"));
    Files.writeString(template, "extends: snapdragon-8-gen-3\nname: Phone\n");
    String ofFile = SpecReader.read(spec).digest();
    Files.writeString(template, "extends: snapdragon-8-gen-3\nmemory: {latency: 99 ns}\n");
    assertThat(SpecReader.read(spec).digest()).isNotEqualTo(ofFile);
  }

  @Test
  void aFolderOfFilesHasTheSameDigestAnywhere(@TempDir Path folder) throws IOException {
    List<String> digests = new ArrayList<>();
    for (String place : List.of("here", "there")) {
      Path sub = Files.createDirectory(folder.resolve(place));
      Files.writeString(sub.resolve("tiny.json"), Specs.TINY_MODEL);
      Files.writeString(sub.resolve("mine.yaml"), "extends: gpu-only\nname: mine\n");
      Path spec = sub.resolve("spec.yaml");
      Files.writeString(
          spec,
          Specs.SMALL
              .replace("model: qwen2.5-1.5b", "model: tiny.json")
              .replace("engine: gpu-only", "engine: mine.yaml"));
      digests.add(SpecReader.read(spec).digest());
    }

    assertThat(digests.get(1)).isEqualTo(digests.get(0));

    Path mine = folder.resolve("here/mine.yaml");
    Files.writeString(mine, "extends: gpu-only\nname: mine\nqueued: false\n");
    assertThat(SpecReader.read(folder.resolve("here/spec.yaml")).digest())
        .isNotEqualTo(digests.get(0));
  }
}
