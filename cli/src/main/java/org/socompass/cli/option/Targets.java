package org.socompass.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.socompass.input.InputException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Files and folders that a command will write, checked before its work and not after it. */
public final class Targets {
  private static final Set<String> FILES =
      Set.of(
          "--output",
          "--report",
          "--trace",
          "--plot",
          "--points",
          "--chart",
          "--save",
          "--save-mapping");
  private static final Set<String> FOLDERS = Set.of("--charts", "--plots", "--reliability");

  private Targets() {}

  /**
   * Checks what the options of a command name.
   *
   * @throws InputException if a file or folder can't be written there
   */
  public static void check(ParseResult parsed) {
    for (ParseResult part = parsed; part != null; part = part.subcommand()) {
      for (OptionSpec option : part.matchedOptions()) {
        if (option.getValue() instanceof Path path) {
          if (FILES.contains(option.longestName())) {
            checkFile(path);
          } else if (FOLDERS.contains(option.longestName())) {
            checkFolder(path);
          }
        }
      }
    }
  }

  private static void checkFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a folder; name a file");
    }
    if (Files.exists(file)) {
      if (!Files.isWritable(file)) {
        throw new InputException(file + ": can't be written: permission denied");
      }
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new InputException(file + ": there is no folder " + parent);
    }
    if (!Files.isWritable(parent)) {
      throw new InputException(file + ": can't be written: permission denied");
    }
  }

  /** A folder is made where it is not: the nearest one above it must let that. */
  private static void checkFolder(Path folder) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there)) {
      throw new InputException(folder + ": can't be made a folder: " + there + " is a file");
    }
    if (!Files.isWritable(there)) {
      throw new InputException(folder + ": can't be written: permission denied");
    }
  }
}
