package org.socompass.validation.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;
import org.socompass.validation.Dataset;
import org.socompass.validation.Row;

/** Tables of NVIDIA's tools become rows of products; what is not one is passed over or refused. */
final class KernelTimesTest {
  private static final String HEADER =
      "Problem,Provider,OperationKind,Operation,Disposition,Status,m,n,k,A,B,C,D,batch_count,Runtime\n";
  private static final CutlassProfiler PROFILER = new CutlassProfiler("a100-80gb", "gpu");

  private static String product(String provider, String verdict, String sizes, String runtime) {
    return "1," + provider + ",gemm,kernel," + verdict + "," + sizes + "," + runtime + "\n";
  }

  private static List<Row> rows(Dataset dataset) {
    return dataset.tables().get(0).rows();
  }

  @Test
  void theFastestKernelThatPassedCountsForEachProductAndProvider() {
    String sizes = "64,128,256,f16:row,f16:column,f32:row,f16:row,2";
    String text =
        HEADER
            + product("CUTLASS", "passed,success", sizes, "0.030")
            + product("CUTLASS", "passed,success", sizes, "0.020")
            + product("CUTLASS", "incorrect,success", sizes, "0.001")
            + product("CUTLASS", "not_run,invalid", sizes, "0")
            + product("cuBLAS", "not_verified,success", sizes, "0.025");

    Dataset dataset = PROFILER.read("g.csv", text);

    assertThat(rows(dataset))
        .extracting(r -> r.text("latency_us"))
        .containsExactly("20.000000", "25.000000");
    Row row = rows(dataset).get(0);
    assertThat(
            List.of("batch", "m", "k", "n", "activation_dtype", "weight_dtype", "output_dtype")
                .stream()
                .map(row::text))
        .containsExactly("2", "64", "256", "128", "fp16", "fp16", "fp16");
    assertThat(dataset.source()).isEqualTo("cutlass_profiler (CUTLASS, cuBLAS): g.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,8,8,f16:row,f16:row,f16:row,f16:row,1|0.1|g.csv:2:1: m: '0' is no size of a product",
        "8,8,8,u9:row,f16:row,f16:row,f16:row,1|0.1|g.csv:2:1: A: 'u9:row' names no element type,"
            + " as in f16:column",
        "8,8,8,f16:row,f16:row,f16:row,f16:row,1|-1|g.csv:2:1: Runtime: '-1' is no time in ms",
      })
  void aWrongCellIsNamed(String sizes, String runtime, String message) {
    String text = HEADER + product("CUTLASS", "passed,success", sizes, runtime);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PROFILER.read("g.csv", text))
        .withMessage(message);
  }

  @Test
  void anotherTableAndOneInWhichNothingRanAreRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PROFILER.read("g.csv", "m,n,k\n1,2,3\n"))
        .withMessage(
            "g.csv:2:1: lacks 'Provider' of cutlass_profiler's table of products; present: k, m,"
                + " n");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> PROFILER.read("g.csv", HEADER))
        .withMessage("g.csv:1:1: has no kernel of cutlass_profiler that ran and passed");
  }

  private static final String LAYERS =
      """
      {"Layers": [
       {"Name": "up", "LayerType": "gemm",
        "Inputs": [{"Name": "x", "Dimensions": [2, 8, 32], "Format/Datatype": "Row major FP16"}],
        "Outputs": [{"Name": "y", "Dimensions": [2, 8, 64], "Format/Datatype": "Row major FP16"}]},
       {"Name": "scores", "LayerType": "MatrixMultiply",
        "Inputs": [{"Name": "q", "Dimensions": [4, 8, 16], "Format/Datatype": "Row major Int8 format"},
                   {"Name": "k", "Dimensions": [4, 16, 24], "Format/Datatype": "Row major Int8 format"}],
        "Outputs": [{"Name": "s", "Dimensions": [4, 8, 24], "Format/Datatype": "Row major FP32"}]},
       {"Name": "act", "LayerType": "PointWiseV2", "Inputs": [], "Outputs": []}
      ]}
      """;

  private static Dataset trtexec(String profile) {
    return new TrtexecProfile("a100-80gb", "gpu", "l.json", LAYERS).read("p.json", profile);
  }

  @Test
  void productsOfTrtexecHaveTheShapesOfTheirLayers() {
    List<Row> rows =
        rows(
            trtexec(
                """
                [ { "count" : 10 }
                , { "name" : "up", "timeMs" : 1.0, "averageMs" : 0.1, "medianMs" : 0.09, "percentage" : 60 }
                , { "name" : "scores", "timeMs" : 0.5, "averageMs" : 0.05, "percentage" : 30 }
                , { "name" : "act", "timeMs" : 0.1, "averageMs" : 0.01, "percentage" : 10 }
                ]
                """));

    // Constant weights: all rows of x are rows of A. Two tensors: one product for each head.
    assertThat(rows)
        .extracting(
            r -> r.text("batch") + "x" + r.text("m") + "x" + r.text("k") + "x" + r.text("n"))
        .containsExactly("1x16x32x64", "4x8x16x24");
    assertThat(rows)
        .extracting(r -> r.text("latency_us"))
        .containsExactly("90.000000", "50.000000");
    assertThat(rows.get(1).text("activation_dtype")).isEqualTo("int8");
    assertThat(rows.get(1).text("output_dtype")).isEqualTo("fp32");
  }

  @Test
  void aProfileWithoutProductsSaysSo() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> trtexec("[{\"name\": \"act\", \"averageMs\": 1}]"))
        .withMessage("p.json:1:1: none of its 1 layers is a matrix product of l.json");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> trtexec("[{\"count\": 3}]"))
        .withMessage(
            "p.json:1:1: has no layer with a name and a time, as trtexec --exportProfile writes"
                + " them");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> trtexec("{\"name\": \"up\"}"))
        .withMessage("p.json:1:1: is no list of layers, as trtexec --exportProfile writes it");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                new TrtexecProfile("d", "gpu", "l.json", "{\"Layers\": [\"up\"]}")
                    .read("p.json", "[]"))
        .withMessage(
            "l.json:1:13: is a name alone: run trtexec with --profilingVerbosity=detailed");
  }
}
