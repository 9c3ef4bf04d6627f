package org.socompass.cli.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.ExitCode;
import org.socompass.input.TextFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code socompass batch}: commands as JSON lines, answered in one process that stays warm. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    description = {
      "Answer questions of another program: a JSON object a line in, one a line out, in order.",
      "A request names a command and its options without dashes: {\"command\": \"run\", \"device\":"
          + " \"rk3588\", \"model\": \"qwen2.5-0.5b\", \"output_tokens\": 16, \"set\":"
          + " {\"memory.channels\": 8}}; what has no name goes into \"arguments\". An answer has the"
          + " request's id, the code that the command would exit with, and result or error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  # One question; examples/socompass.py asks many",
      "  echo '{\"id\": 1, \"command\": \"area\", \"device\": \"snapdragon-8-gen-3\"}' | socompass batch"
    })
public final class BatchCommand implements Callable<Integer> {
  private static final int GREATEST_LINE = 1 << 20;

  /**
   * What a command printed.
   *
   * @param code exit code
   * @param out standard output
   * @param err standard error
   */
  public record Answer(int code, String out, String err) {}

  /** Runs a command line. */
  public interface Runner {
    /** Returns what the command prints. */
    Answer run(List<String> arguments);
  }

  private final Runner runner;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "Read the requests from FILE. Default: standard input.")
  @Nullable Path input;

  @Spec CommandSpec spec;

  /** Creates the command. */
  public BatchCommand(Runner runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, CommandLine> commands = spec.root().commandLine().getSubcommands();
    PrintWriter out = spec.commandLine().getOut();
    try (Reader text =
            input == null
                ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                : TextFile.open(input);
        var lines = new BufferedReader(text)) {
      for (String line = next(lines); line != null; line = next(lines)) {
        if (!line.isBlank()) {
          out.print(answer(line, commands) + "\n");
          out.flush();
        }
      }
    }
    return ExitCode.OK;
  }

  private String answer(String line, Map<String, CommandLine> commands) {
    if (line.length() > GREATEST_LINE) {
      return BatchRequest.failure("null", ExitCode.BAD_INPUT, "a request has at most 1 MiB");
    }
    BatchRequest request;
    try {
      request = BatchRequest.of(line, commands);
    } catch (BatchRequest.RefusedException refused) {
      return BatchRequest.failure(refused.id(), ExitCode.BAD_INPUT, refused.getMessage());
    }
    return request.answer(runner.run(request.arguments()));
  }

  /** Returns the next line, or what may be held of one that is too long; null at the end. */
  private static @Nullable String next(Reader text) throws IOException {
    var line = new StringBuilder();
    int c = text.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = text.read()) {
      if (line.length() <= GREATEST_LINE) {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
