package org.socompass.dse.spark;

import java.nio.file.Path;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.DuckDbStore;
import org.socompass.dse.store.ResultFiles;
import org.socompass.dse.store.RowStore;

/** What a sweep on one machine writes. */
final class LocalSweep {
  private LocalSweep() {}

  static void run(Path specFile, Path folder) {
    SweepSpec spec = SpecReader.read(specFile);
    var evaluator = new PointEvaluator(spec);
    try (var store = DuckDbStore.open(folder, spec, evaluator.columns(), false)) {
      write(spec, evaluator, store, folder);
    }
  }

  /** Evaluates what is missing and writes the result files. */
  static void write(SweepSpec spec, PointEvaluator evaluator, RowStore store, Path folder) {
    Tally tally = new Sweep(spec, evaluator, store).run(1, () -> false, done -> {});
    ResultFiles.write(folder, evaluator.columns(), store, tally.front().rows());
  }
}
