package org.socompass.cli.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.serving.Arrival;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.input.TextFile;
import org.socompass.llm.ForwardPass;

/** Requests from a CSV file: {@code arrival_s,prompt_tokens,output_tokens}, in order of arrival. */
final class TraceFile {
  static final String HEADER = "arrival_s,prompt_tokens,output_tokens";

  private static final long GREATEST_BYTES = 64L << 20;
  private static final int GREATEST_REQUESTS = 1_000_000;

  private TraceFile() {}

  /**
   * Reads a trace.
   *
   * @throws InputException with file and line if it is not valid
   */
  static List<Arrival> read(Path path) {
    List<String> lines = TextFile.read(path, GREATEST_BYTES).lines().toList();
    if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
      throw error(path, 1, "the first line must be " + HEADER);
    }
    List<Arrival> all = new ArrayList<>();
    double before = 0;
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] cells = lines.get(i).strip().split(",", -1);
      if (cells.length != 3) {
        throw error(path, i + 1, "must have 3 cells, but has " + cells.length);
      }
      double seconds = number(path, i + 1, "arrival_s", cells[0]);
      if (!(seconds >= before) || Double.isInfinite(seconds)) {
        throw error(
            path,
            i + 1,
            "arrival_s must not be less than that of the line before, but is "
                + Quoted.of(cells[0]));
      }
      before = seconds;
      all.add(
          new Arrival(
              seconds,
              tokens(path, i + 1, "prompt_tokens", cells[1]),
              tokens(path, i + 1, "output_tokens", cells[2])));
      if (all.size() > GREATEST_REQUESTS) {
        throw error(path, i + 1, "at most %d requests".formatted(GREATEST_REQUESTS));
      }
    }
    if (all.isEmpty()) {
      throw error(path, 2, "there must be a request");
    }
    return all;
  }

  private static long tokens(Path path, int line, String column, String cell) {
    double value = number(path, line, column, cell);
    if (!(value >= 1 && value <= ForwardPass.MAXIMUM_LENGTH) || value != Math.rint(value)) {
      throw error(
          path,
          line,
          "%s must be a whole number in [1, %d], but is %s"
              .formatted(column, ForwardPass.MAXIMUM_LENGTH, Quoted.of(cell)));
    }
    return (long) value;
  }

  private static double number(Path path, int line, String column, String cell) {
    try {
      return Double.parseDouble(cell.strip());
    } catch (NumberFormatException e) {
      throw error(path, line, column + " must be a number, but is " + Quoted.of(cell));
    }
  }

  private static InputException error(Path path, int line, String problem) {
    return new InputException(path + ":" + line + ": " + problem);
  }
}
