package org.socompass.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Processor;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.operator.Matmul;
import org.socompass.operator.Rates;
import org.socompass.report.chart.RooflineChart;

/**
 * Peak rates that bound the operators of a run: for each processor that runs some, its matrix
 * engines in the type in which the weights are multiplied, and its vector units in fp16. Those of
 * processors that share operators are added.
 */
final class Ceilings {
  private Ceilings() {}

  /** Returns the peak rates of the processors of a run. */
  static List<RooflineChart.Ceiling> of(InferenceResult result, List<String> processors) {
    DataType type = arithmetic(result);
    Map<String, Double> rates = new LinkedHashMap<>();
    for (String id : processors) {
      Processor processor = result.device().processor(id);
      OptionalDouble matrix = Rates.matrixOperations(processor, type);
      matrix.ifPresent(rate -> rates.put(id + " matrix " + name(type), rate));
      rates.put(id + " vector fp16", Rates.vectorOperations(processor, DataType.FP16));
    }
    for (String shared : shared(result)) {
      double sum = 0;
      for (String id : shared.split("\\+", -1)) {
        sum += Rates.peakOperations(result.device().processor(id), type);
      }
      rates.put(shared + " together", sum);
    }
    List<RooflineChart.Ceiling> ceilings = new ArrayList<>();
    rates.forEach((name, rate) -> ceilings.add(new RooflineChart.Ceiling(name, rate)));
    return ceilings;
  }

  /** Returns the type in which products with weights are computed. */
  private static DataType arithmetic(InferenceResult result) {
    var quantization = result.request().quantization();
    return new Matmul(1, 1, 1, 1, quantization.activation(), quantization.weight(), DataType.FP16)
        .arithmetic();
  }

  private static String name(DataType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> shared(InferenceResult result) {
    List<String> found = new ArrayList<>();
    for (PhaseResult phase : List.of(result.prefill(), result.decode())) {
      for (OperatorTime operator : phase.operators()) {
        boolean isShared = operator.operations() > 0 && operator.processor().contains("+");
        if (isShared && !found.contains(operator.processor())) {
          found.add(operator.processor());
        }
      }
    }
    return found;
  }
}
