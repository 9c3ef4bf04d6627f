package org.socompass.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;

/**
 * Predicted against measured blocks. A check says whether its constant was derived from the same
 * block: then it proves the arithmetic and nothing else. Those that were held out may be far off;
 * the tolerance is what was found, stated in docs/area-cost.md, and is not a claim.
 */
final class MeasuredBlocksTest {
  private static final ComponentArea AREA = new ComponentArea(AreaConstants.builtIn());
  private static final double MIB = 1 << 20;

  private enum Role {
    IN_SAMPLE,
    HELD_OUT
  }

  private enum Check {
    EXYNOS_2400_NPU(Role.IN_SAMPLE, 12.0, 0.10) {
      @Override
      double predicted() {
        return part(TestDevices.load("exynos-2400"), "npu", "");
      }
    },
    GA100_CORES(Role.IN_SAMPLE, 476.3, 0.02) {
      @Override
      double predicted() {
        return part(TestDevices.load("ga100"), "gpu", ": cores");
      }
    },
    GA100_L2(Role.IN_SAMPLE, 119.3, 0.15) {
      @Override
      double predicted() {
        return part(TestDevices.load("ga100"), "gpu", ": global buffer");
      }
    },
    GA100_MEMORY(Role.IN_SAMPLE, 58 + 31.8, 0.15) {
      @Override
      double predicted() {
        return part(TestDevices.load("ga100"), "memory", "");
      }
    },
    ORIN_L2(Role.IN_SAMPLE, 8 * 1.47 + 1.83, 0.05) {
      @Override
      double predicted() {
        return part(TestDevices.load("orin"), "gpu", ": global buffer");
      }
    },
    ORIN_GPU(Role.IN_SAMPLE, 121.3, 0.05) {
      @Override
      double predicted() {
        return part(TestDevices.load("orin"), "gpu", "");
      }
    },
    THOR_L2(Role.IN_SAMPLE, 12 * 1.89 + 1.57, 0.05) {
      @Override
      double predicted() {
        return AREA.sramMm2(32 * MIB, TestDevices.node("4N"), SramClass.LARGE_BUFFER);
      }
    },
    TPU_V4I_CMEM(Role.IN_SAMPLE, 112, 0.10) {
      @Override
      double predicted() {
        return AREA.sramMm2(128 * MIB, TestDevices.node("N7"), SramClass.LARGE_BUFFER);
      }
    },
    X_ELITE_SYSTEM_CACHE(Role.IN_SAMPLE, 3.32 + 5.09, 0.05) {
      @Override
      double predicted() {
        return AREA.sramMm2(14 * MIB, TestDevices.node("N4P"), SramClass.SYSTEM_CACHE);
      }
    },
    /**
     * From the SM of Orin: the node, then four times the tensor core and 768 KiB of memory. The
     * factor of that memory saw both chips.
     */
    THOR_SM_FROM_ORIN(Role.HELD_OUT, 3.11, 0.25) {
      @Override
      double predicted() {
        Device thor =
            TestDevices.load(
                "orin",
                "process_node=4N",
                "processors.gpu.matrix.rows=64",
                "processors.gpu.local_buffer.capacity=512 KiB");
        AreaReport report = new AreaModel().report(thor, TestDevices.load("orin"));
        return report.blocks().get(0).mm2() / 16;
      }
    },
    /**
     * 512 INT8 multipliers and 141 KB (recalled): the only NPU that npu.overhead was not fitted to.
     */
    NVIDIA_VSQ_NPU(Role.HELD_OUT, 0.153, 0.35) {
      @Override
      double predicted() {
        ProcessNode n5 = TestDevices.node("N5");
        return AreaConstants.builtIn().npuOverhead().value()
                * 512
                * AREA.peMm2(Map.of(DataType.INT8, 1.0), n5)
            + AREA.sramMm2(141 * 1024, n5, SramClass.SCRATCHPAD);
      }
    },
    TPU_V4I_MXU(Role.HELD_OUT, 14, 0.25) {
      @Override
      double predicted() {
        return 128 * 128 * AREA.peMm2(Map.of(DataType.BF16, 1.0), TestDevices.node("N7"));
      }
    },
    APPLE_A16_GPU_CORE(Role.HELD_OUT, 2.27, 0.25) {
      @Override
      double predicted() {
        return core("apple-a15-gpu", "N4");
      }
    },
    APPLE_A17_GPU_CORE(Role.HELD_OUT, 2.42, 0.25) {
      @Override
      double predicted() {
        return core("apple-a15-gpu", "N3B");
      }
    },
    APPLE_A14_GPU_CORE(Role.HELD_OUT, 2.53, 0.25) {
      @Override
      double predicted() {
        return core("apple-a12-gpu", "N5");
      }
    },
    /** 8 MiB of L2, 12 MiB of system cache and one GPU core. */
    A18_PRO_LESS_A18(Role.HELD_OUT, 15, 0.25) {
      @Override
      double predicted() {
        ProcessNode n3e = TestDevices.node("N3E");
        return AREA.sramMm2(8 * MIB, n3e, SramClass.CPU_CACHE)
            + AREA.sramMm2(12 * MIB, n3e, SramClass.SYSTEM_CACHE)
            + core("apple-a17-gpu", "N3E");
      }
    },
    ALDEBARAN_L2(Role.IN_SAMPLE, 25.2, 0.30) {
      @Override
      double predicted() {
        return AREA.sramMm2(8 * MIB, TestDevices.node("N6"), SramClass.SLICED_L2);
      }
    },
    ALDEBARAN_MEMORY(Role.HELD_OUT, 83.3 + 40.8, 0.55) {
      @Override
      double predicted() {
        var hbm = AreaConstants.builtIn().interfaceOf("HBM2e").orElseThrow();
        return AREA.interfaceMm2(4096 / 16.0, hbm, TestDevices.node("N6"));
      }
    };

    private final Role role;
    private final double measuredMm2;
    private final double tolerance;

    Check(Role role, double measuredMm2, double tolerance) {
      this.role = role;
      this.measuredMm2 = measuredMm2;
      this.tolerance = tolerance;
    }

    abstract double predicted();

    double error() {
      return (predicted() - measuredMm2) / measuredMm2;
    }
  }

  private static double core(String from, String node) {
    return Objects.requireNonNull(AreaConstants.builtIn().cores().get(from))
        .mm2At(TestDevices.node(node));
  }

  private static double part(Device device, String part, String suffix) {
    return new AreaModel()
        .report(device).blocks().stream()
            .filter(b -> b.part().equals(part) && b.name().endsWith(suffix))
            .mapToDouble(Block::mm2)
            .sum();
  }

  @ParameterizedTest
  @EnumSource
  void staysWithinWhatWasFound(Check check) {
    assertThat(Math.abs(check.error()))
        .as(
            "%s %s: predicted %.2f, measured %.2f mm2, error %+.1f %%",
            check.role, check, check.predicted(), check.measuredMm2, 100 * check.error())
        .isLessThanOrEqualTo(check.tolerance);
  }

  /** The number that docs/area-cost.md states: 20 %. */
  @Test
  void heldOutBlocksMissByAFifthOnAverage() {
    double mape =
        Arrays.stream(Check.values())
            .filter(c -> c.role == Role.HELD_OUT)
            .mapToDouble(c -> Math.abs(c.error()))
            .average()
            .orElseThrow();

    assertThat(mape).isCloseTo(0.202, within(0.01));
  }
}
