package org.socompass.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.InputException;
import org.socompass.operator.Attention;
import org.socompass.operator.Matmul;
import org.socompass.operator.RowGroups;

/** Rows beside their predictions, and those that can't be predicted. */
final class ValidatorTest {
  private static final String MATMUL =
      "device,processor,m,k,n,activation_dtype,weight_dtype,output_dtype,latency_us";
  private static final String LLM =
      "device,processors,model,quantization,engine,phase,prompt_tokens,context_tokens,batch,"
          + "tokens_per_second";
  private static final String LAYER =
      "device,processor,model,tensor_parallel,batch,phase,query_len,context_len,dtype,operator,"
          + "latency_us";

  private static Dataset dataset(String table, String header, String... lines) {
    List<String> columns = List.of(header.split(",", -1));
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      Map<String, String> fields = new LinkedHashMap<>();
      String[] values = line.split(",", -1);
      for (int i = 0; i < values.length; i++) {
        fields.put(columns.get(i), values[i]);
      }
      rows.add(new Row("t.csv", rows.size() + 2, fields));
    }
    return new Dataset(
        "set",
        "source",
        Optional.empty(),
        Optional.empty(),
        LaunchMethods.EAGER,
        Map.of(),
        List.of(new Dataset.Table(table, columns, rows)));
  }

  private static List<Point> points(Dataset dataset) {
    return new Validator(List.of()).points(List.of(dataset), id -> {});
  }

  private static String skipReason(Dataset dataset) {
    List<Point> points = points(dataset);
    assertThat(points).hasSize(1);
    assertThat(points.get(0).prediction()).isEmpty();
    return points.get(0).skipReason();
  }

  @Test
  void aRowIsPredictedInTheUnitOfTheLatency() {
    Point point =
        points(dataset("matmul", MATMUL, "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30")).get(0);

    assertThat(point.measured()).isCloseTo(30e-6, within(1e-15));
    assertThat(point.skipReason()).isEmpty();
    assertThat(point.group()).isEqualTo(new Point.Group("set", "matmul", "a100-80gb", "gpu"));
    double predicted = point.prediction().orElseThrow().value();
    assertThat(point.relativeError()).isCloseTo(predicted / 30e-6 - 1, within(1e-12));
    assertThat(point.rooflineRelativeError().orElseThrow()).isNegative();
  }

  /** A bad field is of one row; the others are predicted. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a100-80gb,gpu,6x,64,64,fp16,fp16,fp16,30|t.csv:2:3: m: '6x' is not a whole number",
        "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,-3|"
            + "t.csv:2:9: latency_us: must be positive, but is -3",
        "a100-80gb,gpu,64,64,64,fp16,fp17,fp16,3|"
            + "t.csv:2:7: weight_dtype: 'fp17' is not a data type; did you mean 'fp16'?",
        "a100-80gb,npu,64,64,64,fp16,fp16,fp16,30|"
            + "device 'a100-80gb' has no processor 'npu'; did you mean 'gpu'?",
        "rk3588,npu,64,64,64,fp32,fp32,fp32,30|the matrix engine of npu can't multiply fp32",
        "a100-80gb,gpu,9999999999999,64,64,fp16,fp16,fp16,30|"
            + "m must be in [1, 2^40], but is 9999999999999",
      })
  void aRowThatCannotBePredictedIsSkippedWithAReason(String row, String reason) {
    assertThat(skipReason(dataset("matmul", MATMUL, row))).isEqualTo(reason);

    String good = "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30";
    List<Point> both = points(dataset("matmul", MATMUL, row, good));
    assertThat(both).extracting(p -> p.prediction().isPresent()).containsExactly(false, true);
    Summary summary = Summary.of(both).get(Summary.of(both).size() - 1);
    assertThat(summary.points()).isEqualTo(1);
  }

  @Test
  void aTableOfNoOperatorIsSkipped() {
    assertThat(skipReason(dataset("matmull", MATMUL, "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30")))
        .isEqualTo("no operator is called 'matmull'; did you mean 'matmul'?");
  }

  @Test
  void aColumnThatIsMissingIsAnErrorOfTheTable() {
    Dataset dataset =
        dataset(
            "matmul",
            MATMUL.replace("latency_us", "latency"),
            "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> points(dataset))
        .withMessage("t.csv:1:1: lacks the column 'latency_us'; is 'latency' misspelt?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a100-80gb,gpu,llama-2-7b,fp16,gpu-only,prefil,64,,1,9|"
            + "phase 'prefil' is not prefill or decode",
        "a100-80gb,gpu,llama2-7b,fp16,gpu-only,prefill,64,,1,9|"
            + "unknown model 'llama2-7b'; did you mean 'llama-2-7b'?",
        "a100-80gb,gpu,llama-2-7b,fp17,gpu-only,prefill,64,,1,9|"
            + "unknown quantization 'fp17'; did you mean 'fp16'?",
        "a100-80gb,gpu,llama-2-7b,fp16,npu-only,prefill,64,,1,9|"
            + "engine 'npu-only' needs a processor of kind npu, but 'a100-80gb' has gpu",
        "a100-80gb,gpu,llama-2-7b,fp16,gpu-only,prefill,0,,1,9|"
            + "t.csv:2:7: prompt_tokens: must be at least 1, but is 0",
        "a100-80gb-x4,gpu,qwen2-0.5b,fp16,gpu-only,prefill,8,,1,9|"
            + "tensor parallelism over 4 devices must divide heads of qwen2-0.5b, which is 14",
      })
  void anInferenceThatCannotBePredictedIsSkippedWithAReason(String row, String reason) {
    assertThat(skipReason(dataset("llm", LLM, row))).isEqualTo(reason);
  }

  @Test
  void aRateIsOverTheTokensOfThePass() {
    List<Point> points =
        points(
            dataset(
                "llm",
                LLM,
                "a100-80gb,gpu,tinyllama-1.1b,fp16,gpu-only,prefill,100,,2,1000",
                "a100-80gb,gpu,tinyllama-1.1b,fp16,gpu-only,decode,,64,2,1000"));

    // 2 prompts of 100 tokens at 1000 tokens/s; one token of 2 sequences.
    assertThat(points).extracting(Point::tokens).containsExactly(200.0, 2.0);
    assertThat(points).extracting(Point::measured).containsExactly(0.2, 0.002);
    assertThat(points).extracting(Point::operator).containsExactly("llm-prefill", "llm-decode");
  }

  @Test
  void aLayersTotalIsTheSumOfWhatCouldBePredicted() {
    String layer = "a100-80gb-x4,gpu,gpt3-175b,4,8,prefill,2048,2048,fp16,";
    List<Point> points =
        points(
            dataset(
                "layer", LAYER, layer + "ffn_up,17000", layer + "nothing,5", layer + "gelu,500"));

    assertThat(points)
        .extracting(Point::operator)
        .containsExactly("layer-operators", "layer-operators", "layer-operators", "layer-total");
    assertThat(points.get(1).skipReason()).isEqualTo("the graph has no operator 'nothing'");
    Point total = points.get(3);
    assertThat(total.measured()).isCloseTo(17.5e-3, within(1e-12));
    assertThat(total.prediction().orElseThrow().value())
        .isCloseTo(
            points.get(0).prediction().orElseThrow().value()
                + points.get(2).prediction().orElseThrow().value(),
            within(1e-15));
  }

  @Test
  void overridesChangeEveryDevice() {
    Dataset dataset = dataset("matmul", MATMUL, "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30");
    double plain = points(dataset).get(0).prediction().orElseThrow().value();
    double slower =
        new Validator(List.of("processors.gpu.launch.matmul=50 us"))
            .points(List.of(dataset), id -> {})
            .get(0)
            .prediction()
            .orElseThrow()
            .value();

    assertThat(slower).isGreaterThan(plain).isGreaterThan(50e-6);
  }

  @Test
  void progressNamesEachDataSetOnce() {
    List<String> told = new ArrayList<>();
    Dataset dataset = dataset("matmul", MATMUL, "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30");

    new Validator(List.of()).points(List.of(dataset, dataset), told::add);

    assertThat(told).containsExactly("set", "set");
  }

  private static double seconds(Dataset dataset, LaunchMethods launch) {
    var timed =
        new Dataset(
            dataset.id(),
            dataset.source(),
            dataset.license(),
            dataset.method(),
            launch,
            Map.of(),
            dataset.tables());
    return points(timed).get(0).prediction().orElseThrow().value();
  }

  private static LaunchMethods all(LaunchMethod method) {
    return new LaunchMethods(method, Map.of(), Map.of());
  }

  /** A100: 25.9 us alone, 4 us in a queue, 2.2 us in a graph. */
  @Test
  void aKernelPaysTheLaunchOfItsDataSet() {
    Dataset dataset = dataset("matmul", MATMUL, "a100-80gb,gpu,64,64,64,fp16,fp16,fp16,30");
    double kernel = seconds(dataset, all(LaunchMethod.KERNEL));

    // A kernel's own duration has 2 us of its start and end.
    double work = kernel - 2e-6;
    assertThat(seconds(dataset, LaunchMethods.EAGER) - work).isCloseTo(25.9e-6, within(1e-12));
    assertThat(seconds(dataset, all(LaunchMethod.STREAM)) - work).isCloseTo(4e-6, within(1e-12));
    assertThat(seconds(dataset, all(LaunchMethod.GRAPH)) - work).isCloseTo(2.2e-6, within(1e-12));
    assertThat(seconds(dataset, all(LaunchMethod.EVENTS)) - work).isCloseTo(17e-6, within(1e-12));
    // The host's call takes longer than so short a kernel.
    assertThat(seconds(dataset, all(LaunchMethod.CALLS))).isCloseTo(25.9e-6, within(1e-12));
    assertThat(
            seconds(
                dataset,
                new LaunchMethods(
                    LaunchMethod.KERNEL, Map.of("matmul", LaunchMethod.GRAPH), Map.of())))
        .isEqualTo(seconds(dataset, all(LaunchMethod.GRAPH)));
  }

  private static final String ALL_REDUCE = "device,processor,devices,elements,dtype,latency_us";

  @Test
  void anAllReduceTakesTheLinksOfItsDevice() {
    List<Point> points =
        points(
            dataset(
                "allreduce",
                ALL_REDUCE,
                "a100-80gb,gpu,2,16777216,fp16,200",
                "a100-80gb,gpu,8,16777216,fp16,200",
                "a100-80gb,gpu,1,16777216,fp16,200",
                "jetson-agx-orin,gpu,2,16777216,fp16,200"));

    // 2 (n - 1) / n of 32 MiB and packet headers of 16 in 256 B over 12 links of 25 GB/s, 0.74 of
    // them, after 42 us (the other protocol takes 1/0.55 of the time); a latency of 8.92 us and
    // 2 (n - 1) - 2 hops of 0.9 us.
    for (int i = 0; i < 2; i++) {
      double n = i == 0 ? 2 : 8;
      double steps = 2 * (n - 1) / n;
      assertThat(points.get(i).prediction().orElseThrow().value())
          .isCloseTo(
              8.92e-6
                  + (2 * (n - 1) - 2) * 0.9e-6
                  + 42e-6
                  + steps * (1 << 25) * (1 + 16 / 256.0) / (12 * 25e9 * 0.74),
              within(1e-9));
    }
    assertThat(points.get(2).skipReason()).isEqualTo("devices must be at least 2, but is 1");
    assertThat(points.get(3).skipReason())
        .isEqualTo("the device has no interconnect for an all-reduce");
  }

  private static final String LATENT =
      "device,processor,batch,query_len,kv_len,query_heads,kv_lora_rank,rope_dim,phase,dtype,"
          + "kv_dtype,latency_us";

  @Test
  void latentAttentionIsExpandedInPrefillAndAbsorbedInDecode() {
    String row = "h100-sxm-80gb,gpu,4,%d,4096,16,512,64,%s,bf16,%s,100";
    Dataset dataset =
        dataset(
            "mla",
            LATENT,
            row.formatted(4096, "prefill", "bf16"),
            row.formatted(1, "decode", "bf16"),
            row.formatted(1, "decode", "fp8"),
            row.formatted(1, "generate", "bf16"));
    var rows = dataset.tables().get(0).rows();

    assertThat(OperatorRows.operators("mla", rows.get(0)))
        .containsExactly(
            new Attention(4, 4096, 4096, 16, 16, 192, 128, false, true, DataType.BF16));
    assertThat(OperatorRows.operators("mla", rows.get(1)))
        .containsExactly(new Attention(4, 1, 4096, 16, 1, 576, 512, true, false, DataType.BF16));
    assertThat(points(dataset))
        .extracting(Point::skipReason)
        .containsExactly(
            "",
            "",
            "a cache of fp8 under attention in bf16 is not modelled",
            "phase 'generate' is not prefill or decode");
  }

  private static final String EXPERTS =
      "device,processor,tokens,hidden,intermediate,experts,experts_per_token,tensor_parallel,"
          + "expert_parallel,distribution,dtype,latency_us";

  @Test
  void expertsAreTwoGroupedProductsBesideTheirRouter() {
    String row = "h100-sxm-80gb,gpu,64,4096,%s,%s,bf16,100";
    Dataset dataset =
        dataset(
            "moe",
            EXPERTS,
            row.formatted("1536,128,8,2,4", "balanced"),
            row.formatted("1536,128,8,1,3", "balanced"),
            row.formatted("1536,128,8,1,1", "zipf"),
            row.formatted("1536,4,8,1,1", "balanced"),
            row.formatted("1536,128,8,1,1", "power_law_307.2"),
            row.formatted("1536,1048576,8,1,1", "power_law_1.2"));

    // 64 tokens x 8 = 512 choices, 128 on each of 4 devices with 32 experts: 4 rows an expert.
    var groups = new RowGroups(Collections.nCopies(32, 4L), 64, 32, true);
    assertThat(OperatorRows.operators("moe", dataset.tables().get(0).rows().get(0)))
        .contains(
            new Matmul(32, 4, 4096, 2 * 768, DataType.BF16, DataType.BF16, DataType.BF16)
                .grouped(groups),
            new Matmul(32, 4, 768, 4096, DataType.BF16, DataType.BF16, DataType.BF16)
                .grouped(groups))
        .hasSize(6);
    assertThat(points(dataset))
        .extracting(Point::skipReason)
        .containsExactly(
            "",
            "experts is 128, which expert_parallel of 3 does not divide",
            "distribution 'zipf' is not balanced or power_law_EXPONENT with an exponent above 0 and"
                + " at most 10",
            "experts_per_token is 8, but there are 4 experts",
            "distribution 'power_law_307.2' is not balanced or power_law_EXPONENT with an exponent"
                + " above 0 and at most 10",
            "experts is 1048576, but at most 16384 are drawn");
  }
}
