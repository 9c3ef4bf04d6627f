package org.socompass.cli.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One command line and the files that it names.
 *
 * @param arguments words, with {@link #FOLDER} for the folder of the files
 * @param files bytes by name
 * @param culprit the file that a refusal must name with line and column; empty if it may be another
 */
record Input(List<String> arguments, Map<String, byte[]> files, Optional<String> culprit) {
  /** Stands for the folder of the files. */
  static final String FOLDER = "@";

  Input {
    arguments = List.copyOf(arguments);
    files = Map.copyOf(files);
  }

  static Input of(List<String> arguments) {
    return new Input(arguments, Map.of(), Optional.empty());
  }

  static Input of(String command, String file, byte[] bytes, boolean isText) {
    return new Input(
        List.of(command.split(" ", -1)),
        Map.of(file, bytes),
        isText ? Optional.of(file) : Optional.empty());
  }
}
