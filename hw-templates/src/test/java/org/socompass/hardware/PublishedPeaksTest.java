package org.socompass.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.template.DeviceLibrary;

/** The peaks of the templates that ship, beside those that are published. */
final class PublishedPeaksTest {
  /** Dense peaks as the vendors or the papers print them. */
  @ParameterizedTest(name = "{0} {1} {2}: {3} T/s")
  @CsvSource({
    "a100-80gb, gpu, tf32, 156",
    "a100-80gb, gpu, fp16, 312",
    "a100-80gb, gpu, bf16, 312",
    "a100-80gb, gpu, int8, 624",
    "a100-80gb-x4, gpu, fp16, 312",
    "mi210, gpu, fp16, 149.1",
    "v100-pcie-32gb, gpu, fp16, 112",
    "v100-sxm2-16gb, gpu, fp16, 125",
    "t4, gpu, fp16, 65",
    "t4, gpu, int8, 130",
    "a100-pcie-40gb, gpu, bf16, 312",
    "a30, gpu, fp16, 165",
    "a40, gpu, fp16, 149.7",
    "rtx-a6000, gpu, fp16, 154.8",
    "rtx-3090, gpu, fp16, 71",
    "rtx-4090, gpu, fp16, 165.2",
    "rtx-4090, gpu, int8, 660.6",
    "l4, gpu, fp16, 121",
    "l40s, gpu, fp16, 362",
    "l40s, gpu, fp8, 733",
    "h100-sxm-80gb, gpu, fp16, 989.4",
    "h100-sxm-80gb, gpu, fp8, 1978.9",
    "h800-sxm-80gb, gpu, fp8, 1978.9",
    "h20-96gb, gpu, fp16, 148",
    "h20-96gb, gpu, fp8, 296",
    "b200-sxm, gpu, fp16, 2250",
    "b200-sxm, gpu, fp4, 9000",
    "gb200, gpu, fp8, 5000",
    "b300-sxm, gpu, fp4, 13500",
    "gb300, gpu, fp4, 15000",
    "mi100, gpu, fp16, 184.6",
    "mi100, gpu, fp32, 46.1",
    "mi300x, gpu, fp16, 1307.4",
    "mi300x, gpu, int8, 2614.9",
    "mi355x, gpu, fp8, 5033",
    "arc-pro-b60, gpu, int8, 197",
    "jetson-agx-orin, gpu, fp16, 42.6",
    "jetson-agx-orin, gpu, int8, 85.2",
    "jetson-agx-thor, gpu, fp16, 258",
    "jetson-agx-thor, gpu, fp8, 516",
    "jetson-agx-thor, gpu, int8, 516",
    "jetson-agx-thor, gpu, fp4, 1032",
    "jetson-orin-nano, gpu, int8, 20.8",
    "jetson-orin-nano-super, gpu, int8, 33.4",
    "snapdragon-8-gen-3, npu, fp16, 17",
    "snapdragon-8-gen-3, npu, int8, 34",
    "snapdragon-x-elite, npu, int8, 45",
    "dimensity-9300, npu, fp16, 24",
    "dimensity-9300, npu, int8, 48",
    "dimensity-9400, npu, int8, 50",
    "snapdragon-x2-elite, npu, int8, 80",
    "exynos-2400, npu, int8, 41.64",
    "rk3588, npu, int4, 12.3",
    "rk3562, npu, int8, 1.024",
    "rv1126b, npu, int8, 3.1",
    "cix-p1, npu, int8, 28.8",
    "spacemit-k3, npu, int4, 60",
    "apple-a15, npu, fp16, 15.8",
    "apple-a17-pro, npu, int8, 35",
    "apple-a18-pro, npu, int8, 35",
    "apple-m5-10gpu, gpu, fp16, 16.6",
    "ryzen-ai-5-340, npu, int8, 50",
    "ryzen-ai-max-395, npu, int8, 50",
    "intel-core-ultra-7-258v, npu, int8, 48",
    "intel-core-ultra-7-258v, gpu, int8, 67",
    "dgx-spark, gpu, fp4, 475",
  })
  void theMatrixEngineReachesThePublishedPeak(
      String id, String processor, String type, double published) {
    assertThat(matrixPeak(id, processor, type)).isCloseTo(published, offset(published * 0.02));
  }

  /** Rockchip rounds 3 x 1024 x 2 x 1 GHz = 6.14 TOPS to 6. */
  @ParameterizedTest
  @CsvSource({"rk3588", "rk3576"})
  void theRockchipNpuReachesSixTops(String id) {
    assertThat(matrixPeak(id, "npu", "int8")).isCloseTo(6, offset(0.15));
  }

  private static double matrixPeak(String id, String processor, String type) {
    Processor p = DeviceLibrary.load(id).processor(processor);
    double macsPerCycle = p.matrix().orElseThrow().macsPerCycle(DataType.of(type)).orElseThrow();
    return 2 * macsPerCycle * p.lanes() * p.clockHz() / 1e12;
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3} TFLOPS")
  @CsvSource({
    "a100-80gb, gpu, fp32, 19.5",
    "a100-80gb, gpu, fp16, 78",
    "mi210, gpu, fp32, 18.6",
    "v100-pcie-32gb, gpu, fp32, 14",
    "t4, gpu, fp32, 8.1",
    "p100-pcie-16gb, gpu, fp32, 9.3",
    "p100-pcie-16gb, gpu, fp16, 18.7",
    "p4, gpu, fp32, 5.5",
    "m40, gpu, fp32, 6.83",
    "titan-xp, gpu, fp32, 12.15",
    "a40, gpu, fp32, 37.4",
    "rtx-a6000, gpu, fp32, 38.7",
    "rtx-3090, gpu, fp32, 35.6",
    "rtx-4090, gpu, fp32, 82.6",
    "l4, gpu, fp32, 30.3",
    "l40s, gpu, fp32, 91.6",
    "rtx-pro-6000-server, gpu, fp32, 120",
    "mi25, gpu, fp32, 12.3",
    "mi25, gpu, fp16, 24.6",
    "mi100, gpu, fp32, 23.1",
    "mi300x, gpu, fp32, 163.4",
    "mi355x, gpu, fp32, 157.3",
    "arc-pro-b60, gpu, fp32, 12.28",
    "jetson-agx-orin, gpu, fp32, 5.33",
    "snapdragon-8-gen-3, gpu, fp16, 5.55",
    "snapdragon-8-gen-3, gpu, fp32, 2.77",
    "snapdragon-x-elite, gpu, fp32, 4.6",
    "snapdragon-8-gen-2, gpu, fp32, 2.09",
    "dimensity-9300, gpu, fp32, 4.0",
    "dimensity-9300, gpu, fp16, 8.0",
    "ryzen-ai-max-395, gpu, fp16, 59.4",
    "tensor-g5, gpu, fp32, 1.69",
    "rk3588, gpu, fp16, 0.977",
    "rk3588, gpu, int8, 1.88",
    "apple-m1-8gpu, gpu, fp32, 2.6",
    "apple-m1-pro-16gpu, gpu, fp32, 5.3",
    "apple-m1-max-32gpu, gpu, fp32, 10.6",
    "apple-m2-10gpu, gpu, fp32, 3.6",
    "apple-m4-10gpu, gpu, fp32, 3.84",
  })
  void theVectorUnitReachesThePublishedPeak(
      String id, String processor, String type, double published) {
    Processor p = DeviceLibrary.load(id).processor(processor);

    double flopsPerCycle = p.vector().flopsPerCycle(DataType.of(type)).orElseThrow();

    assertThat(flopsPerCycle * p.lanes() * p.clockHz() / 1e12)
        .isCloseTo(published, offset(published * 0.02));
  }

  @ParameterizedTest(name = "{0}: {1} GB/s")
  @CsvSource({
    "a100-80gb, 2039",
    "mi210, 1638",
    "v100-pcie-32gb, 900",
    "t4, 320",
    "a100-pcie-40gb, 1555",
    "a100-pcie-80gb, 1935",
    "h100-sxm-80gb, 3352",
    "h200-sxm-141gb, 4800",
    "b200-sxm, 8000",
    "l40s, 864",
    "mi300x, 5300",
    "arc-pro-b60, 456",
    "jetson-agx-orin, 204.8",
    "jetson-agx-thor, 273.1",
    "jetson-orin-nano, 68",
    "jetson-orin-nano-super, 102",
    "snapdragon-8-gen-3, 68.3",
    "snapdragon-8-elite, 84.8",
    "snapdragon-8-elite-gen-5, 85.3",
    "snapdragon-x-elite, 135",
    "dimensity-9300, 76.8",
    "rk3588, 44",
    "rk3576, 21.9",
    "snapdragon-8-gen-1, 51.2",
    "snapdragon-8-gen-2, 68.3",
    "snapdragon-x2-elite, 152.4",
    "sa8775p, 76.8",
    "sa8295p, 68.3",
    "dimensity-8400, 68.3",
    "dimensity-9000, 60",
    "dimensity-9400, 85.3",
    "exynos-2400, 68.3",
    "tensor-g5, 68.3",
    "rk3562, 10.7",
    "raspberry-pi-4, 12.8",
    "raspberry-pi-5, 17.1",
    "apple-a15, 34.1",
    "apple-a17-pro, 51.2",
    "apple-a18-pro, 60",
    "apple-a19-pro, 76.8",
    "apple-m5-10gpu, 153.6",
    "ryzen-ai-5-340, 89.6",
    "ryzen-ai-max-395, 256",
    "intel-core-ultra-7-258v, 136.5",
    "intel-n150, 38.4",
    "cix-p1, 88",
    "spacemit-k3, 51.2",
    "dgx-spark, 273.1",
    "apple-m1-7gpu, 68.3",
    "apple-m1-8gpu, 68.3",
    "apple-m1-pro-14gpu, 200",
    "apple-m1-max-24gpu, 400",
    "apple-m1-ultra-64gpu, 800",
    "apple-m2-8gpu, 100",
    "apple-m2-pro-19gpu, 200",
    "apple-m2-max-30gpu, 400",
    "apple-m2-ultra-60gpu, 800",
    "apple-m3-10gpu, 100",
    "apple-m3-pro-14gpu, 150",
    "apple-m3-max-30gpu, 300",
    "apple-m3-max-40gpu, 400",
    "apple-m3-ultra-80gpu, 800",
    "apple-m4-10gpu, 120",
    "apple-m4-pro-16gpu, 273",
    "apple-m4-max-32gpu, 410",
    "apple-m4-max-40gpu, 546",
  })
  void mainMemoryHasThePublishedBandwidth(String id, double gigabytesPerSecond) {
    assertThat(DeviceLibrary.load(id).memory().peakBytesPerSecond() / 1e9)
        .isCloseTo(gigabytesPerSecond, offset(gigabytesPerSecond * 0.005));
  }
}
