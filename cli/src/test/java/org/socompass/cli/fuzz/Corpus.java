package org.socompass.cli.fuzz;

import static org.socompass.cli.fuzz.Mutation.any;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.socompass.cli.Cli;
import org.socompass.fixtures.SmallGguf;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.selection.ProfileRow;

/** Valid inputs, which are changed. */
final class Corpus {
  static final List<String> DEVICES = DeviceLibrary.ids();
  static final List<String> TEMPLATES =
      DEVICES.stream().map(id -> resource("/devices/" + id + ".yaml")).toList();

  /** Devices whose fields are set. */
  static final List<String> SET_DEVICES =
      List.of("snapdragon-8-gen-3", "a100-80gb-x4", "rk3588", "apple-m1-8gpu");

  /** Texts of fields by path. */
  private static final Map<String, String> VALUES = fields();

  static final List<String> FIELDS = List.copyOf(VALUES.keySet());
  static final List<String> MODELS =
      ModelLibrary.ids().stream().map(id -> resource("/models/" + id + ".yaml")).toList();
  static final List<String> CONFIGS =
      texts("../llm-graphs/src/test/resources/huggingface/configs", "*.json");
  static final List<String> SWEEPS = sweeps();
  static final byte[] GGUF = new SmallGguf(2, 32, 64, 64, 128).file();

  static final List<Map.Entry<String, String>> TABLES =
      List.of(
          Map.entry("matmul.csv", head("snapdragon-8-gen-3-heteroinfer/matmul.csv")),
          Map.entry("llm.csv", head("snapdragon-8-gen-3-heteroinfer/llm.csv")),
          Map.entry("softmax.csv", head("a100-80gb-llmcompass/softmax.csv")),
          Map.entry("attention.csv", head("jetson-agx-orin-kernels/attention.csv")),
          Map.entry("mla.csv", head("infersim-hopper/mla.csv")),
          Map.entry("moe.csv", head("aiconfigurator-kernels/moe.csv")),
          Map.entry("allreduce.csv", head("vidur-fp16/allreduce.csv")),
          Map.entry("layer.csv", head("a100x4-gpt3-layer-prefill/layer.csv")));

  static final String PRODUCT = " matmul --m 64 --k 512 --n 256";

  static final String DATASET = "id: mine\nsource: mine\nmethod: timed\nlicense: mine\n";

  static final String SMALL_SWEEP =
      """
      name: small
      device: rk3588
      parameters:
        cores: {path: processors.npu.cores, values: [1, 2, 3]}
        rate: {path: memory.data_rate, values: [3200 MT/s, 4266 MT/s]}
      workloads:
        chat: {model: qwen2-0.5b, quantization: w8a8, prompt: 16, output: 2}
      constraints:
        ai_area_mm2: {max: 160}
      objectives:
        ttft_ms: min
        ai_area_mm2: min
      """;

  /** Processors and their best mappings of one product. */
  static final List<Map.Entry<String, String>> MAPPINGS =
      List.of(
          mapping("jetson-agx-orin --processor gpu"),
          mapping("snapdragon-8-gen-3 --processor gpu"),
          mapping("snapdragon-8-gen-3 --processor npu"),
          mapping("rk3588 --processor npu"));

  static final List<String> COMMANDS =
      List.of(
          "run -d % -m qwen2-0.5b -p 16 -n 2",
          "run -d % -m llama-3.2-3b -p 16 -n 2 -q w4a16",
          "map -d % matmul --m 3 --k 256 --n 192",
          "map -d % attention --query-len 4 --kv-len 64 --query-heads 4 --head-dim 64",
          "area -d %",
          "cost -d %",
          "compare -d snapdragon-8-gen-3 -m qwen2-0.5b -p 16 -n 2",
          "show device %",
          "show model llama-3-8b",
          "list devices",
          "list models",
          "rank -m qwen2-0.5b -p 16 -n 2",
          "select -d snapdragon-8-gen-3 --n 16,32 --d 64 --folds 2 --trees 3");

  private static final Map<String, List<String>> OPTIONS =
      Map.of(
          "run",
          List.of(
              "-p",
              "-n",
              "-b",
              "-q",
              "-e",
              "--set",
              "--format",
              "--summary",
              "--processors",
              "--throttle-steps",
              "--seed",
              "--draws",
              "--context",
              "--kv-type",
              "--cached-prefix",
              "--memory-price",
              "--yield-model",
              "--energy",
              "--timeline",
              "--csv",
              "-d",
              "-m"),
          "map",
          List.of(
              "--m",
              "--k",
              "--n",
              "--batch",
              "--processor",
              "--activation-dtype",
              "--weight-dtype",
              "--output-dtype",
              "--budget",
              "--format",
              "--set",
              "--causal",
              "--kv-heads",
              "--rows",
              "--sweep",
              "--jobs"),
          "cost",
          List.of(
              "--memory-price",
              "--yield-model",
              "--defect-density",
              "--volume",
              "--format",
              "--set",
              "--against",
              "--sensitivity",
              "--seed",
              "--draws",
              "--wafer-price"),
          "select",
          List.of(
              "--n",
              "--d",
              "--folds",
              "--trees",
              "--neighbours",
              "--seed",
              "--precision",
              "--phase",
              "--head-dim",
              "--hand-over",
              "--format",
              "--set",
              "-e"),
          "compare",
          List.of("-p", "-n", "-b", "-q", "--engines", "--format", "--set", "--metric"),
          "rank",
          List.of("-p", "-n", "-b", "-q", "--by", "--kind", "--format", "--limit"));

  private static final List<String> ARGUMENTS =
      List.of(
          "1",
          "2",
          "16",
          "512",
          "4096",
          "100000",
          "1048576",
          "w4a16",
          "w8a8",
          "fp16",
          "q4_0",
          "gpu-only",
          "npu-only",
          "cpu-only",
          "layer",
          "tensor",
          "auto",
          "llama.cpp",
          "mlc",
          "json",
          "csv",
          "table",
          "gpu",
          "npu",
          "cpu",
          "gpu,npu",
          "murphy",
          "poisson",
          "negative-binomial",
          "a100-80gb",
          "rk3588",
          "int8",
          "int4",
          "8..64",
          "m=1,2,4",
          "m=1..4096:x2",
          "phone",
          "processors.gpu.cores=3",
          "memory.bandwidth=1 GB/s",
          "ttft_ms");

  private Corpus() {}

  static List<String> options(String command) {
    return OPTIONS.getOrDefault(command, List.of("--format", "--set", "-h", "-x", "--kind"));
  }

  static String argument(SplittableRandom random) {
    return random.nextInt(3) == 0 ? Mutation.value(random) : any(ARGUMENTS, random);
  }

  /** A profile of eight points with times that are made up. */
  static String profile(SplittableRandom random) {
    var text = new StringBuilder(String.join(",", ProfileRow.COLUMNS)).append('\n');
    for (int n = 16; n <= 128; n *= 2) {
      for (String phase : List.of("prefill", "decode")) {
        text.append("%d,64,int8,%s".formatted(n, phase));
        for (int column = 4; column < ProfileRow.COLUMNS.size(); column++) {
          text.append(',').append(1 + random.nextInt(1000));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static Map.Entry<String, String> mapping(String processor) {
    try {
      Path file = Files.createTempFile("mapping", ".yaml");
      Cli.line("map -d " + processor + PRODUCT + " --save-mapping " + file);
      String text = Files.readString(file);
      Files.delete(file);
      return Map.entry(processor, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> fields() {
    var texts = new TreeMap<String, String>();
    for (String id : SET_DEVICES) {
      TemplateTree.fields(DeviceLibrary.tree(id, List.of()))
          .forEach(f -> texts.put(f.path(), f.text()));
    }
    return texts;
  }

  /** Returns a value for a field, most often one that may be right. */
  static String value(String field, SplittableRandom random) {
    String text = VALUES.get(field);
    return random.nextInt(4) == 0 ? Mutation.value(random) : Mutation.scaled(text, random);
  }

  private static List<String> sweeps() {
    List<String> specs = new ArrayList<>();
    for (String text : texts("../examples", "*.yaml")) {
      // Those that name a device or model that ships; others are beside their spec.
      if (text.contains("objectives:") && !text.contains("ga100")) {
        specs.add(text);
      }
    }
    return specs;
  }

  private static List<String> texts(String folder, String glob) {
    var paths = new TreeSet<Path>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), glob)) {
      files.forEach(paths::add);
      List<String> texts = new ArrayList<>();
      for (Path path : paths) {
        texts.add(Files.readString(path));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String head(String table) {
    return resource("/datasets/" + table)
        .lines()
        .limit(5)
        .reduce("", (all, line) -> all + line + "\n");
  }

  private static String resource(String name) {
    try (InputStream stream = Corpus.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
