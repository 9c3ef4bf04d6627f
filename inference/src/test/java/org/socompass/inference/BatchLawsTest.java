package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.input.InputException;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;

/** Laws of decode over batches of 1 to 64 sequences, on CPU, GPU and NPU of phones. */
final class BatchLawsTest {
  private static final int[] BATCHES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 24, 31, 32, 33, 40, 48, 64
  };
  private static final double ROUNDING = 1e-9;

  /**
   * Without those that run products of several rows in graphs prepared for prompts, and those that
   * choose an NPU for some of them: its time goes up by whole tiles.
   */
  private static final List<String> ENGINES =
      List.of(
          "cpu-only",
          "gpu-only",
          "npu-only",
          "tensor",
          "llama.cpp",
          "llama.cpp-opencl",
          "llama.cpp-metal",
          "mlc",
          "mnn",
          "powerserve",
          "qnn-genie",
          "rkllm",
          "executorch");

  /**
   * One more sequence never makes a step faster, and never takes more than a step of its own, so
   * that there is no cliff between kernels for few rows and for many.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapdragon-8-gen-3",
        "snapdragon-8-elite",
        "dimensity-9300",
        "apple-a17-pro",
        "rk3588"
      })
  void oneMoreSequenceTakesAtMostAStepOfItsOwn(String id) {
    var model = new InferenceModel(new DeviceSource(id, List.of()));
    List<String> broken = new ArrayList<>();
    int curves = 0;
    for (String engine : ENGINES) {
      for (Quantization q : List.of(Quantization.W8A8, Quantization.W4A16)) {
        double[] seconds = new double[BATCHES.length];
        try {
          for (int i = 0; i < BATCHES.length; i++) {
            seconds[i] = step(model, engine, q, BATCHES[i]);
          }
        } catch (InputException | IllegalArgumentException none) {
          continue; // the engine is not for this device or type
        }
        curves++;
        for (int i = 1; i < BATCHES.length; i++) {
          double before = seconds[i - 1];
          double more = seconds[i];
          double alone = (BATCHES[i] - BATCHES[i - 1]) * seconds[0];
          if (more < before * (1 - ROUNDING) || more > (before + alone) * (1 + ROUNDING)) {
            broken.add(
                String.format(
                    Locale.ROOT,
                    "%s %s, batch %d: %.3f to %.3f ms, one alone %.3f",
                    engine,
                    q.id(),
                    BATCHES[i],
                    before * 1e3,
                    more * 1e3,
                    seconds[0] * 1e3));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(curves).isGreaterThan(3);
  }

  private static double step(InferenceModel model, String engine, Quantization q, int batch) {
    var request =
        new InferenceRequest(ModelLibrary.byId("llama-3.2-1b"), q, 16, 2, batch, engine, List.of());
    return model.pass(request, ForwardPass.decode(batch, 256)).seconds();
  }

  /** Up to 32 rows share one reading of the weights on CPUs and GPUs of phones. */
  @ParameterizedTest
  @ValueSource(strings = {"snapdragon-8-gen-3", "snapdragon-8-elite", "dimensity-9300", "rk3588"})
  void weightsAreStreamedOnce(String id) {
    Device device = DeviceLibrary.load(id);
    var mapper = new OperatorMapper(device);
    for (Processor p : device.processors().values()) {
      if (p.kind() == ProcessorKind.NPU) {
        continue;
      }
      for (DataType weight : List.of(DataType.FP16, DataType.INT8, DataType.INT4)) {
        for (int m = 1; m <= 32; m++) {
          var op = new Matmul(1, m, 4096, 4096, DataType.FP16, weight, DataType.FP16);
          if (mapper.map(op, p.id()) instanceof MappedOperator mapped) {
            assertThat(mapped.cost().traffic(MemoryLevel.MAIN_MEMORY))
                .as("%s %s, %d rows of %s", id, p.id(), m, weight.id())
                .isLessThanOrEqualTo(op.compulsoryBytes() * (1 + ROUNDING));
          }
        }
      }
    }
  }
}
