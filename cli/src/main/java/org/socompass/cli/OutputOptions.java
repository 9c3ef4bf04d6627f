package org.socompass.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.input.InputException;
import picocli.CommandLine.Option;

/** Where a result goes and in what form. */
final class OutputOptions {
  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      defaultValue = "table",
      description = "Form of the result. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TABLE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the result to FILE instead of standard output.")
  @Nullable Path output;

  /** Writes the form that the user asked for; the others are not made. */
  void write(
      Supplier<String> table,
      List<String> csvHeader,
      Supplier<? extends List<? extends List<?>>> csvRows,
      Supplier<Map<String, ?>> json) {
    write(
        switch (format) {
          case TABLE -> table.get();
          case CSV -> CsvText.of(csvHeader, csvRows.get());
          case JSON -> JsonText.of(json.get());
        });
  }

  /** Writes text to the output file, or to standard output. */
  void write(String text) {
    if (output == null) {
      writeStandardOutput(text);
    } else {
      writeFile(output, text);
    }
  }

  // Not System.out: a PrintStream swallows the error of a full disk.
  private static void writeStandardOutput(String text) {
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("Broken pipe")) {
        throw new BrokenPipeException(e);
      }
      throw new InputException("standard output: can't be written: " + reason, e);
    }
  }

  /**
   * Writes a file so that an older one of that name is lost only when the new one is complete.
   *
   * @throws InputException if it can't be written
   */
  static void writeFile(Path file, String text) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a folder; name a file");
    }
    Path parent = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    if (!Files.isDirectory(parent)) {
      throw new InputException(file + ": there is no folder " + parent);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        try (OutputStream out = Files.newOutputStream(file)) {
          out.write(bytes);
        }
        return;
      }
      replace(file, parent, bytes);
    } catch (IOException e) {
      throw new InputException(file + ": can't be written: " + reason(e), e);
    }
  }

  /**
   * Makes a folder and those above it.
   *
   * @throws InputException if it can't be made
   */
  static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException(folder + ": can't be made a folder: " + reason(e), e);
    }
  }

  private static void replace(Path file, Path parent, byte[] bytes) throws IOException {
    Path temporary = Files.createTempFile(parent, ".socompass", ".part");
    try {
      Files.write(temporary, bytes);
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
      return fileSystem.getReason();
    }
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }
}
