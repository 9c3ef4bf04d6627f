package org.socompass.cli.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.socompass.cli.Cli;
import org.socompass.cli.option.ExitCode;
import org.socompass.dse.spec.SpecReader;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.input.InputException;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MappingReader;
import org.socompass.selection.Profile;
import org.socompass.validation.DatasetReader;

/**
 * An input that is read and checked, and no more: what a command does first, without its result. A
 * hundred times as many can be tried, and most faults of files are found there.
 */
final class Reading {
  private Reading() {}

  /** Returns what a command would have said that only reads the input. */
  static Cli of(List<String> arguments, Path folder) {
    try {
      read(arguments, folder);
      return new Cli(ExitCode.OK, "", "");
    } catch (InputException refused) {
      return new Cli(ExitCode.BAD_INPUT, "", "socompass: " + refused.getMessage() + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void read(List<String> arguments, Path folder) throws IOException {
    switch (arguments.get(0)) {
      case "validate" -> DatasetReader.folder(folder);
      case "select" -> Profile.read(folder.resolve("profile.csv"));
      case "sweep" -> SpecReader.read(folder.resolve("sweep.yaml"));
      default -> {
        Path mapping = folder.resolve("mapping.yaml");
        if (Files.exists(mapping)) {
          MappingReader.read(mapping.toString(), Files.readString(mapping));
        } else if (isFile(value(arguments, "-m"))) {
          ModelLibrary.load(value(arguments, "-m"));
        } else if (arguments.get(0).equals("show") && arguments.get(1).equals("model")) {
          ModelLibrary.load(arguments.get(2));
        } else {
          String device =
              arguments.get(0).equals("show") ? arguments.get(2) : value(arguments, "-d");
          DeviceTemplate.of(device).device(overrides(arguments));
        }
      }
    }
  }

  private static boolean isFile(String model) {
    return model.contains("/");
  }

  private static String value(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    return at < 0 ? "" : arguments.get(at + 1);
  }

  private static List<String> overrides(List<String> arguments) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equals("--set")) {
        result.add(arguments.get(i + 1));
      }
    }
    return result;
  }
}
