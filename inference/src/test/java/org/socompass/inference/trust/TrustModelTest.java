package org.socompass.inference.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.operator.Matmul;

/** What is said of devices that were measured, of changed ones and of those that never were. */
final class TrustModelTest {
  private static final Matmul PRODUCT =
      new Matmul(1, 512, 4096, 4096, DataType.FP16, DataType.FP16, DataType.FP16);

  private static TrustModel model(DeviceSource source) {
    return new TrustModel(source.load(), DesignBase.of(source));
  }

  private static Band ofProduct(DeviceSource source, String processor) {
    return model(source).band(source.load().processor(processor), PRODUCT);
  }

  private static InferenceResult run(DeviceSource source, String engine) {
    return new InferenceModel(source)
        .run(
            new InferenceRequest(
                ModelLibrary.load("qwen2.5-1.5b"),
                Quantization.of("w4a16"),
                64,
                4,
                1,
                engine,
                List.of()));
  }

  @Test
  void everyClassOfEveryFamilyAndTheSoftwareNobodyMeasuredHaveVariances() {
    Reliability shipped = Reliability.shipped();
    for (KernelClass operator : KernelClass.values()) {
      for (ProcessorKind family : ProcessorKind.values()) {
        assertThat(shipped.kernels(operator, family).unseen().sigma()).isPositive();
      }
    }
    for (Phase phase : Phase.values()) {
      assertThat(shipped.anyEngine(phase).isAssumed()).isTrue();
    }
  }

  @Test
  void enginesWithVariancesShipAndMeasuredDevicesDo() {
    Reliability shipped = Reliability.shipped();
    assertThat(shipped.engines().keySet())
        .extracting(Reliability.EngineKey::engine)
        .allMatch(id -> id.equals(Reliability.ANY_ENGINE) || EngineLibrary.ids().contains(id));
    assertThat(DeviceLibrary.ids()).containsAll(shipped.devices());
  }

  @Test
  void aMeasuredDeviceIsKnownBetterThanOneThatNeverWas() {
    var measured = new DeviceSource("jetson-agx-orin", List.of());
    var never = new DeviceSource("jetson-agx-thor", List.of());

    assertThat(ofProduct(measured, "gpu").sigma()).isLessThan(ofProduct(never, "gpu").sigma());
    Trust trust = model(measured).trust(measured.load().processor("gpu"), PRODUCT);
    assertThat(trust.measuredRows()).isPositive();
    assertThat(trust.deviceMeasured()).isTrue();
    assertThat(trust.engineMeasured()).isTrue();
    assertThat(trust.nearest()).contains("jetson-agx-orin");
  }

  @Test
  void theNearestMeasuredDeviceIsTheOneWithSuchSpecifications() {
    var never = new DeviceSource("a100-pcie-80gb", List.of());

    Trust trust = model(never).trust(never.load().processor("gpu"), PRODUCT);

    assertThat(trust.measuredRows()).isZero();
    assertThat(trust.deviceMeasured()).isFalse();
    assertThat(trust.nearest()).contains("a100-80gb");
    assertThat(trust.line("0.84 to 1.20"))
        .isEqualTo("never measured; nearest a100-80gb; 80 %: 0.84 to 1.20");
  }

  @Test
  void distanceIsSymmetricAndZeroToItself() {
    Specification a = Specification.of(DeviceLibrary.load("a100-80gb"));
    Specification b = Specification.of(DeviceLibrary.load("h100-sxm-80gb"));
    var gpu = java.util.Set.of(ProcessorKind.GPU);
    assertThat(SpecificationDistance.of(a, a, gpu)).isZero();
    assertThat(SpecificationDistance.of(a, b, gpu))
        .isPositive()
        .isCloseTo(SpecificationDistance.of(b, a, gpu), within(1e-12));
    assertThat(SpecificationDistance.of(a, b, java.util.Set.of(ProcessorKind.NPU))).isInfinite();
  }

  /** If it fails, {@code socompass validate --reliability DIR} writes the table anew. */
  @Test
  void theTableOfSpecificationsIsWhatTheTemplatesState() throws IOException {
    try (InputStream in = Specifications.class.getResourceAsStream("/" + Specifications.FILE)) {
      assertThat(Specifications.table())
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(DeviceLibrary.ids())
        .allSatisfy(
            id ->
                assertThat(Specifications.shipped(id))
                    .isEqualTo(Specification.of(DeviceLibrary.load(id))));
  }

  @Test
  void anOverrideThatChangesNothingLeavesTheDeviceMeasured() {
    Device orin = DeviceLibrary.load("jetson-agx-orin");
    var same =
        new DeviceSource(
            "jetson-agx-orin", List.of("processors.gpu.cores=" + orin.processor("gpu").cores()));
    var other = new DeviceSource("jetson-agx-orin", List.of("processors.gpu.cores=4"));

    assertThat(DesignBase.of(same))
        .isEqualTo(new DesignBase(Optional.of("jetson-agx-orin"), false));
    assertThat(DesignBase.of(other))
        .isEqualTo(new DesignBase(Optional.of("jetson-agx-orin"), true));
    Trust trust = model(other).trust(other.load().processor("gpu"), PRODUCT);
    assertThat(trust.measuredRows()).isZero();
    assertThat(trust.deviceMeasured()).isFalse();
    assertThat(trust.nearest()).contains("jetson-agx-orin");
    assertThat(ofProduct(other, "gpu").sigma())
        .isGreaterThan(ofProduct(same, "gpu").sigma())
        .isLessThanOrEqualTo(
            Reliability.shipped().kernels(KernelClass.MATMUL, ProcessorKind.GPU).unseen().sigma());
  }

  @Test
  void aFileIsTheDeviceThatItExtendsButChanged(@TempDir Path folder) throws java.io.IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "extends: jetson-agx-orin\n");
    var source = new DeviceSource(file.toString(), List.of());

    assertThat(DesignBase.of(source))
        .isEqualTo(new DesignBase(Optional.of("jetson-agx-orin"), true));
  }

  @Test
  void rowsOfTheEngineCountAndThoseOfAnotherDoNot() {
    var rk3588 = new DeviceSource("rk3588", List.of());
    InferenceResult measured = run(rk3588, "rkllm");
    InferenceResult never = run(rk3588, "npu-only");

    Trust trust = model(rk3588).trust(measured);
    int rows =
        Reliability.shipped().rows("rk3588", "rkllm", Phase.PREFILL).rows()
            + Reliability.shipped().rows("rk3588", "rkllm", Phase.DECODE).rows();
    assertThat(trust.measuredRows()).isEqualTo(rows).isPositive();
    assertThat(trust.line("x"))
        .startsWith("measured: " + rows + " rows of this device and engine, ");
    Trust other = model(rk3588).trust(never);
    assertThat(other.measuredRows()).isZero();
    assertThat(other.deviceMeasured()).isTrue();
    assertThat(other.engineMeasured()).isFalse();
    assertThat(model(rk3588).bands(never).prefill().sigma())
        .isGreaterThan(model(rk3588).bands(measured).prefill().sigma());
  }

  /** A sum of many kernels is off by what each kernel of the device is off by. */
  @Test
  void manyKernelsDoNotAverageTheEffectOfTheDevice() {
    var source = new DeviceSource("b200-sxm", List.of());
    InferenceResult result = run(source, "gpu-only");
    Reliability shipped = Reliability.shipped();
    double least =
        List.of(KernelClass.MATMUL, KernelClass.NORM, KernelClass.ATTENTION_DECODE).stream()
            .mapToDouble(c -> shipped.kernels(c, ProcessorKind.GPU).between())
            .min()
            .orElseThrow();

    assertThat(model(source).bands(result).decode().sigma())
        .isGreaterThan(Math.hypot(least, shipped.anyEngine(Phase.DECODE).between()));
  }
}
