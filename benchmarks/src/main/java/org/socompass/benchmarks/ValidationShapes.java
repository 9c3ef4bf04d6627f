package org.socompass.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.DeviceLibrary;
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

  private ValidationShapes() {}

  private static List<Matmul> shapes() {
    List<Matmul> result = new ArrayList<>();
    for (Dataset dataset : DatasetReader.builtIn()) {
      for (Dataset.Table table : dataset.tables()) {
        if (table.name().equals("matmul")) {
          table.rows().forEach(row -> result.add(product(row)));
        }
      }
    }
    return result.stream().distinct().toList();
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

  /** Prints one line for each processor and one for all. */
  public static void main(String[] arguments) {
    List<Matmul> shapes = shapes();
    List<Double> allSeconds = new ArrayList<>();
    List<Double> allShares = new ArrayList<>();
    System.out.printf("%d shapes%n", shapes.size());
    for (String id : DeviceLibrary.ids()) {
      Device device = DeviceLibrary.load(id);
      for (String processor : device.processorIds()) {
        List<Double> seconds = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        int optimal = 0;
        int infeasible = 0;
        for (Matmul shape : shapes) {
          for (int i = 0; i < WARM_UPS; i++) {
            new OperatorMapper(device).map(shape, processor);
          }
          var mapper = new OperatorMapper(device);
          long start = System.nanoTime();
          var result = mapper.map(shape, processor);
          seconds.add((System.nanoTime() - start) * 1e-9);
          if (result instanceof MappedOperator mapped) {
            shares.add((double) mapped.search().evaluated() / mapped.search().total());
            optimal += mapped.search().optimal() ? 1 : 0;
          } else {
            infeasible++;
          }
        }
        print(id + " " + processor, seconds, shares, optimal, infeasible);
        allSeconds.addAll(seconds);
        allShares.addAll(shares);
      }
    }
    print("all", allSeconds, allShares, 0, 0);
  }

  private static void print(
      String name, List<Double> seconds, List<Double> shares, int optimal, int infeasible) {
    System.out.printf(
        Locale.ROOT,
        "%-28s time median %8.4f ms worst %8.4f ms  share median %6.2f %% worst %6.2f %%  optimal"
            + " %d infeasible %d%n",
        name,
        1e3 * quantile(seconds, 0.5),
        1e3 * quantile(seconds, 1),
        100 * quantile(shares, 0.5),
        100 * quantile(shares, 1),
        optimal,
        infeasible);
  }

  private static double quantile(List<Double> values, double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(q * (sorted.length - 1))];
  }
}
