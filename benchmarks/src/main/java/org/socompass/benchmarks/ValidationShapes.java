package org.socompass.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.mapper.MapResult;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import org.socompass.validation.Row;

/**
 * Time of one new product, share of the space evaluated and proof, over all products of the
 * validation data on every processor of every device that ships.
 *
 * <p>Run: {@code mvn -B -q package -Dmaven.test.skip=true && java -XX:+UseSerialGC -cp
 * "benchmarks/target/classes:benchmarks/target/lib/*" org.socompass.benchmarks.ValidationShapes}
 */
public final class ValidationShapes {
  private static final int WARM_UPS = 3;

  /** Processor time tells a slow search from a machine that does something else. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ValidationShapes() {}

  private static List<Row> rows() {
    List<Row> result = new ArrayList<>();
    for (Dataset dataset : DatasetReader.builtIn()) {
      for (Dataset.Table table : dataset.tables()) {
        if (table.name().equals("matmul")) {
          result.addAll(table.rows());
        }
      }
    }
    return result;
  }

  private static Matmul product(Row row) {
    return new Matmul(
        row.optionalCount("batch").orElse(1L),
        row.count("m"),
        row.count("k"),
        row.count("n"),
        DataType.of(row.text("activation_dtype")),
        DataType.of(row.text("weight_dtype")),
        DataType.of(row.text("output_dtype")));
  }

  /** Prints one line for each processor, and one for rows on the processor they measure. */
  public static void main(String[] arguments) {
    List<Row> rows = rows();
    List<Matmul> shapes = rows.stream().map(ValidationShapes::product).distinct().toList();
    System.out.printf("%d rows, %d shapes%n", rows.size(), shapes.size());
    for (String id : DeviceLibrary.ids()) {
      Device device = DeviceLibrary.load(id);
      for (String processor : device.processorIds()) {
        var summary = new Summary();
        shapes.forEach(shape -> summary.add(device, processor, shape));
        summary.print(id + " " + processor);
      }
    }
    for (String id : List.of("snapdragon-8-gen-3", "rk3588")) {
      Device device =
          DeviceLibrary.load(
              id,
              List.of(
                  "processors.npu.kernels.matmul.blocking=any",
                  "processors.npu.kernels.matmul.double_buffered=true",
                  "processors.npu.kernels.matmul.transposable=true"));
      var summary = new Summary();
      shapes.forEach(shape -> summary.add(device, "npu", shape));
      summary.print(id + " npu, any blocks");
    }
    Map<String, Device> devices = new HashMap<>();
    var own = new Summary();
    for (Row row : rows) {
      Device device = devices.computeIfAbsent(row.text("device"), DeviceLibrary::load);
      own.add(device, row.text("processor"), product(row));
    }
    own.print("rows on their own processor");
  }

  /** Searches that are summed up in one line. */
  private static final class Summary {
    private final List<Double> milliseconds = new ArrayList<>();
    private final List<Double> cpuMilliseconds = new ArrayList<>();
    private final List<Double> percent = new ArrayList<>();
    private int optimal;

    void add(Device device, String processor, Matmul shape) {
      for (int i = 0; i < WARM_UPS; i++) {
        new OperatorMapper(device).map(shape, processor);
      }
      var mapper = new OperatorMapper(device);
      long start = System.nanoTime();
      long cpuStart = THREADS.getCurrentThreadCpuTime();
      MapResult result = mapper.map(shape, processor);
      cpuMilliseconds.add((THREADS.getCurrentThreadCpuTime() - cpuStart) * 1e-6);
      milliseconds.add((System.nanoTime() - start) * 1e-6);
      if (result instanceof MappedOperator mapped) {
        percent.add(100.0 * mapped.search().evaluated() / mapped.search().total());
        optimal += mapped.search().optimal() ? 1 : 0;
      }
    }

    void print(String name) {
      System.out.printf(
          Locale.ROOT,
          "%-28s %4d of %4d optimal; time median %.4f ms, worst %.4f ms (of"
              + " the processor %.4f ms); share evaluated median"
              + " %.2f %%, worst %.2f %%%n",
          name,
          optimal,
          milliseconds.size(),
          quantile(milliseconds, 0.5),
          quantile(milliseconds, 1),
          quantile(cpuMilliseconds, 1),
          quantile(percent, 0.5),
          quantile(percent, 1));
    }
  }

  private static double quantile(List<Double> values, double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
