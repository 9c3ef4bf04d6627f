package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.mapping.ScratchpadMapping;

/**
 * Given mappings on a device with one array against SCALE-Sim: what streams is what there is, so
 * that a product of one element takes the skew of the array and nothing else.
 */
final class ScaleSimMapTest {
  private static final DataType H = DataType.FP16;
  private static final int ROWS = 3473;
  private static final Map<String, Dataflow> DATAFLOWS =
      Map.of(
          "os", Dataflow.OUTPUT_STATIONARY,
          "ws", Dataflow.WEIGHT_STATIONARY,
          "is", Dataflow.INPUT_STATIONARY);

  private static OperatorMapper mapper(String rows, String columns) {
    return new OperatorMapper(
        DeviceLibrary.load(
            "rk3588",
            List.of(
                "processors.npu.cores=1",
                "processors.npu.clock=1 GHz",
                "processors.npu.matrix.rows=" + rows,
                "processors.npu.matrix.columns=" + columns,
                "processors.npu.matrix.folds_overlap=false",
                "processors.npu.matrix.macs_per_pe_per_cycle.fp16=1",
                "processors.npu.local_buffer.capacity=64 GiB",
                "processors.npu.global_buffer.capacity=64 GiB",
                "processors.npu.kernels.matmul.double_buffered=true")));
  }

  @Test
  void everyProductTakesItsCycles() throws IOException {
    Map<String, OperatorMapper> mappers = new HashMap<>();
    String[] array = {};
    int checked = 0;
    for (String line : lines()) {
      String[] cells = line.split(" ", -1);
      if (cells[0].equals("array")) {
        array = cells;
        continue;
      }
      var op =
          new Matmul(
              1,
              Long.parseLong(cells[0]),
              Long.parseLong(cells[1]),
              Long.parseLong(cells[2]),
              H,
              H,
              H);
      int columns = Integer.parseInt(array[2]);
      var mapping =
          ScratchpadMapping.rows(
              false, 1L << 40, columns, 1L << 40, Objects.requireNonNull(DATAFLOWS.get(array[3])));
      OperatorMapper mapper =
          mappers.computeIfAbsent(array[1] + "x" + array[2], ScaleSimMapTest::mapperOf);
      assertThat(cycles(mapper, op, mapping))
          .as("%s on %s x %s, %s", op.shape(), array[1], array[2], array[3])
          .isCloseTo(Double.parseDouble(cells[3]), within(1e-6 * Double.parseDouble(cells[3])));
      checked++;
    }

    assertThat(checked).isEqualTo(ROWS);
  }

  private static OperatorMapper mapperOf(String array) {
    String[] sizes = array.split("x", -1);
    return mapper(sizes[0], sizes[1]);
  }

  private static double cycles(OperatorMapper mapper, Matmul op, Mapping mapping) {
    MapResult result = mapper.evaluate(op, "npu", mapping);
    assertThat(result).as("%s", op).isInstanceOf(MappedOperator.class);
    OperatorCost cost = ((MappedOperator) result).cost();
    return cost.busySeconds().getOrDefault(Bound.COMPUTE, 0.0) * 1e9;
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = ScaleSimMapTest.class.getResourceAsStream("/golden/scale-sim-map.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
