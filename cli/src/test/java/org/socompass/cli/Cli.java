package org.socompass.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the command inside the test.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record Cli(int code, String out, String err) {
  /** Runs the command. */
  public static Cli run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new StringWriter();
    int code = Main.execute(out, new PrintWriter(err), args);
    return new Cli(code, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  /** Runs the command line, whose arguments have no blanks. */
  public static Cli line(String line) {
    return run(line.split(" ", -1));
  }

  /** Returns the JSON document of standard output. */
  public JsonNode json() {
    return JsonMapper.builder().build().readTree(out);
  }

  /** Returns the names of the fields of a JSON object. */
  public static Iterable<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }
}
