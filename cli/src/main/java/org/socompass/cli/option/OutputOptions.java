package org.socompass.cli.option;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.format.Listing;
import org.socompass.input.InputException;
import org.socompass.study.Provenance;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a result goes and in what form. */
public final class OutputOptions {
  @Mixin public FormatOptions form = new FormatOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the result to FILE instead of standard output.")
  public @Nullable Path output;

  @Spec(Spec.Target.MIXEE)
  public @Nullable CommandSpec mixee;

  /** Says where the next result comes from. */
  public void madeBy(Provenance provenance) {
    form.madeBy(provenance);
  }

  /** Writes the form that the user asked for; the others are not made. */
  public void write(
      Supplier<String> table,
      List<String> csvHeader,
      Supplier<? extends List<? extends List<?>>> csvRows,
      Supplier<Map<String, ?>> json) {
    asked();
    write(form.text(output != null, table, csvHeader, csvRows, json));
  }

  /** A result whose inputs nobody named says at least who made it and how it was asked for. */
  private void asked() {
    CommandSpec command = mixee;
    if (command != null) {
      form.madeByIfUnknown(() -> Provenance.of(UserInput.commandLine(command)));
    }
  }

  /** Writes rows as CSV, whatever form the user asked for. */
  public void writeCsv(List<String> header, List<? extends List<?>> rows) {
    asked();
    write(form.csv(output != null, header, rows));
  }

  /** Writes rows in the form that the user asked for. */
  public void write(Listing rows) {
    write(rows::table, rows.header(), rows::rows, () -> Map.of(rows.title(), rows.objects()));
  }

  /** Writes text to the output file, or to standard output. */
  public void write(String text) {
    if (output == null) {
      command().commandLine().getOut().print(text);
    } else {
      writeFile(output, text);
    }
  }

  /** Prints a warning to standard error. */
  public void warn(String text) {
    PrintWriter err = command().commandLine().getErr();
    err.println(form.paint().warning("socompass: warning:") + " " + text);
    err.flush();
  }

  /** Tells of overrides that are not used by the model of this result. */
  public void warnOfIdle(List<String> overrides) {
    warnOfIdle(overrides, "");
  }

  /**
   * Tells of overrides that are not used by the model of this result.
   *
   * @param binding what moves the result instead; empty if that is not known
   */
  public void warnOfIdle(List<String> overrides, String binding) {
    for (String override : overrides) {
      warn(
          "--set "
              + override
              + " moves nothing of this result: the model does not use it, or something else binds"
              + (binding.isEmpty() ? "" : "; " + binding));
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(mixee);
  }

  /** Returns what a failure to write becomes: an error of the user, or silence. */
  public static RuntimeException failure(String name, IOException e) {
    String reason = reason(e);
    return reason.contains("Broken pipe")
        ? new BrokenPipeException(e)
        : new InputException(name + ": can't be written: " + reason, e);
  }

  /**
   * Writes a file so that an older one of that name is lost only when the new one is complete.
   *
   * @throws InputException if it can't be written
   */
  public static void writeFile(Path file, String text) {
    writeFile(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file so that an older one of that name is lost only when the new one is complete.
   *
   * @throws InputException if it can't be written
   */
  public static void writeFile(Path file, byte[] bytes) {
    write(
        file,
        out -> {
          out.write(bytes);
          return bytes.length;
        });
  }

  /** What writes a text as it comes. */
  public interface Text<T> {
    /** Writes the text; returns what it was made of. */
    T writeTo(Writer out);
  }

  /**
   * Writes a file of any size so that an older one of that name is lost only when the new one is
   * complete.
   *
   * @return what the text returns
   * @throws InputException if it can't be written
   */
  public static <T> T writeFile(Path file, Text<T> text) {
    return write(
        file,
        out -> {
          try (var writer =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            return text.writeTo(writer);
          }
        });
  }

  /** What writes bytes. */
  private interface Bytes<T> {
    T writeTo(OutputStream out) throws IOException;
  }

  private static <T> T write(Path file, Bytes<T> bytes) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": is a folder; name a file");
    }
    try {
      boolean isThere = Files.exists(file);
      if (isThere && !Files.isRegularFile(file)) {
        try (OutputStream out = Files.newOutputStream(file)) {
          return bytes.writeTo(out);
        }
      }
      Path target = isThere ? file.toRealPath() : file.toAbsolutePath();
      Path parent = target.getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new InputException(file + ": there is no folder " + parent);
      }
      return replace(target, bytes);
    } catch (UncheckedIOException e) {
      throw failure(file.toString(), Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failure(file.toString(), e);
    }
  }

  /**
   * Makes a folder and those above it.
   *
   * @throws InputException if it can't be made
   */
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException(folder + ": can't be made a folder: " + reason(e), e);
    }
  }

  // Not a temporary file of the JDK: only its owner could read it.
  private static <T> T replace(Path file, Bytes<T> bytes) throws IOException {
    long process = ProcessHandle.current().pid();
    Path part = file.resolveSibling(".socompass-" + process + "-" + System.nanoTime() + ".part");
    try {
      T result;
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        result = bytes.writeTo(out);
      }
      if (!takesAfter(part, file)) {
        // Of another owner: a new file would be ours, so the old one gets the new bytes.
        try (OutputStream out = Files.newOutputStream(file)) {
          Files.copy(part, out);
        }
        return result;
      }
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Gives a file the permissions, group and owner of the one that it will replace, if there is one.
   *
   * @return whether it could
   */
  private static boolean takesAfter(Path part, Path file) throws IOException {
    PosixFileAttributeView to = Files.getFileAttributeView(part, PosixFileAttributeView.class);
    PosixFileAttributeView from = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (to == null || from == null || !Files.exists(file)) {
      return true;
    }
    PosixFileAttributes kept = from.readAttributes();
    PosixFileAttributes own = to.readAttributes();
    try {
      if (!own.owner().equals(kept.owner())) {
        to.setOwner(kept.owner());
      }
      if (!own.group().equals(kept.group())) {
        to.setGroup(kept.group());
      }
      to.setPermissions(kept.permissions());
      return true;
    } catch (FileSystemException notPermitted) {
      return false;
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
