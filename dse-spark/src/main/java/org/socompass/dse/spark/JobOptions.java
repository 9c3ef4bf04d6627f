package org.socompass.dse.spark;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;

/**
 * Arguments of the job.
 *
 * @param spec the spec file, on the driver's machine
 * @param outputDir folder of the results, on the driver's machine
 * @param isResumed whether to go on with what the folder has
 * @param isStoreOnly whether to leave it at the database, and the result files to the caller
 */
record JobOptions(Path spec, Path outputDir, boolean isResumed, boolean isStoreOnly) {
  private static final String OUTPUT_DIR = "--output-dir";
  private static final String RESUME = "--resume";
  private static final String STORE_ONLY = "--store-only";
  private static final List<String> ALL = List.of(OUTPUT_DIR, RESUME, STORE_ONLY);
  private static final String USAGE = "usage: SPEC.yaml --output-dir DIR [--resume] [--store-only]";

  /**
   * Parses arguments.
   *
   * @throws InputException if they are not as the usage says
   */
  static JobOptions parse(String... args) {
    Deque<String> left = new ArrayDeque<>(List.of(args));
    @Nullable String spec = null;
    @Nullable String outputDir = null;
    boolean isResumed = false;
    boolean isStoreOnly = false;
    while (!left.isEmpty()) {
      String arg = left.remove();
      switch (arg) {
        case OUTPUT_DIR -> outputDir = value(arg, left);
        case RESUME -> isResumed = true;
        case STORE_ONLY -> isStoreOnly = true;
        default -> {
          if (arg.startsWith("-")) {
            throw new InputException(
                "unknown option " + Quoted.of(arg) + "; " + NearestName.hint(arg, ALL));
          }
          if (spec != null) {
            throw new InputException("unexpected argument " + Quoted.of(arg) + "; " + USAGE);
          }
          spec = arg;
        }
      }
    }
    if (spec == null || outputDir == null) {
      throw new InputException(USAGE);
    }
    return new JobOptions(TextFile.path(spec), TextFile.path(outputDir), isResumed, isStoreOnly);
  }

  private static String value(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw new InputException(option + " needs a value; " + USAGE);
    }
    return left.remove();
  }
}
