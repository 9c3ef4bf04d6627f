package org.socompass.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.socompass.cli.batch.BatchCommand;
import org.socompass.cli.format.Format;
import org.socompass.cli.format.Paint;
import org.socompass.cli.option.BrokenPipeException;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.Targets;
import org.socompass.hardware.DataType;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.Quantization;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the {@code socompass} command. */
public final class Main {
  private static final int HELP_COLUMNS = 100;
  private static final int MOST_HELP_COLUMNS = 140;

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    // Messages of the libraries are English; so are the numbers in them.
    Locale.setDefault(Locale.ROOT);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(new FileOutputStream(FileDescriptor.out), err, args));
  }

  /**
   * Runs the command and returns its exit code. Results are held back until the command has ended,
   * so that a failing one prints none; and they go to a plain stream, as a {@code PrintStream}
   * swallows the error of a full disk.
   */
  static int execute(OutputStream out, PrintWriter err, String... args) {
    var results = new StringWriter();
    // Whoever asks line by line waits for each answer.
    boolean isAnsweredByLine = args.length > 0 && args[0].equals("batch");
    PrintWriter to =
        isAnsweredByLine
            ? new PrintWriter(out, true, StandardCharsets.UTF_8)
            : new PrintWriter(results);
    int code;
    try {
      code = commandLine(to, err, args).execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      err.println("socompass: the input is too large for the memory (" + e + ")");
      code = ExitCode.BAD_INPUT;
    }
    if (!results.toString().isEmpty()) {
      try {
        out.write(results.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        code = failed(OutputOptions.failure("standard output", e), err, Paint.NONE);
      }
    }
    err.flush();
    return code;
  }

  /** Runs a command and returns what it prints. */
  static BatchCommand.Answer answer(List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    int code = execute(out, new PrintWriter(err), arguments.toArray(String[]::new));
    return new BatchCommand.Answer(code, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  /** Returns the parser of a command line, which also runs it. */
  static CommandLine commandLine(PrintWriter out, PrintWriter err, String... args) {
    Paint paint = Paint.of(Paint.when(args));
    return SoCompassCommand.commandLine(args)
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(paint.isColored() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.min(MOST_HELP_COLUMNS, paint.columns().orElse(HELP_COLUMNS)))
        .registerConverter(Paint.When.class, Main::when)
        .registerConverter(Long.class, Main::whole)
        .registerConverter(Double.class, Main::number)
        .registerConverter(Format.class, Format::of)
        .registerConverter(DataType.class, saying(DataType::of))
        .registerConverter(Quantization.class, saying(Quantization::of))
        .setExecutionStrategy(parsed -> executed(parsed, err, paint))
        .setParameterExceptionHandler((e, given) -> badUsage(e, paint))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr(), paint));
  }

  /** Runs a command once it is known that what it makes can be written. */
  private static int executed(ParseResult parsed, PrintWriter err, Paint paint) {
    try {
      Targets.check(parsed);
    } catch (InputException e) {
      return failed(e, err, paint);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static Paint.When when(String text) {
    return Arrays.stream(Paint.When.values())
        .filter(w -> w.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    Quoted.of(text) + " is neither auto nor always nor never"));
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(Quoted.of(text) + " is not a whole number");
    }
  }

  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      Optional<String> beyond = Dimension.NUMBER.beyond(value);
      if (beyond.isPresent() && Double.isFinite(value)) {
        throw new TypeConversionException(Quoted.of(text) + " " + beyond.get());
      }
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(Quoted.of(text) + " is not a number");
  }

  /** Returns a converter whose message is that of the failing function. */
  private static <T> ITypeConverter<T> saying(Function<String, T> function) {
    return text -> {
      try {
        return function.apply(text);
      } catch (InputException | IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  private static int badUsage(ParameterException exception, Paint paint) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(paint.error("socompass:") + " " + message(exception));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.BAD_INPUT;
  }

  private static String message(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched) {
      CommandLine command = exception.getCommandLine();
      String first = unmatched.getUnmatched().get(0);
      boolean isCommand = !first.startsWith("-") && !command.getSubcommands().isEmpty();
      var valid = command.getCommandSpec().optionsMap().keySet();
      return isCommand
          ? "unknown command "
              + Quoted.of(first)
              + "; "
              + NearestName.hint(first, command.getSubcommands().keySet())
          : first.startsWith("-")
              ? "unknown option " + Quoted.of(first) + optionHint(first, valid)
              : "unexpected argument " + Quoted.of(first);
    }
    String text = decapitalized(String.valueOf(exception.getMessage()));
    return text.lines().findFirst().map(Main::withoutControls).orElse("bad usage");
  }

  /**
   * Says what an unknown option may have meant. Any letter is one edit from any other, so one
   * letter means its other case, or the shortest name that begins with it, or nothing.
   */
  private static String optionHint(String unknown, Set<String> valid) {
    if (!unknown.matches("-[^-]")) {
      return "; " + NearestName.hint(unknown, valid);
    }
    return valid.stream()
        .filter(o -> o.equalsIgnoreCase(unknown) || o.startsWith("-" + unknown))
        .min(Comparator.comparingInt(String::length).thenComparing(o -> o))
        .map(o -> "; did you mean " + Quoted.of(o) + "?")
        .orElse("");
  }

  private static String decapitalized(String text) {
    boolean isWord = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return isWord ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
  }

  private static String withoutControls(String text) {
    return text.codePoints()
        .filter(c -> !Character.isISOControl(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int failed(Exception exception, PrintWriter err, Paint paint) {
    if (exception instanceof BrokenPipeException) {
      return ExitCode.BROKEN_PIPE;
    }
    if (exception instanceof InputException) {
      err.println(paint.error("socompass:") + " " + exception.getMessage());
      err.flush();
      return ExitCode.BAD_INPUT;
    }
    err.println("socompass: internal error; please report it with the command line:");
    exception.printStackTrace(err);
    err.flush();
    return ExitCode.INTERNAL;
  }
}
