package org.socompass.cli.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a batch.
 *
 * @param id what the request calls itself, as JSON
 * @param arguments the command line
 */
record BatchRequest(String id, List<String> arguments) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String COMMAND = "command";
  private static final String ARGUMENTS = "arguments";

  /** Commands that print no document, or ask in their turn. */
  private static final Set<String> REFUSED = Set.of("batch", "serve", "help", "completion", "new");

  /** Options whose work the answer does. */
  private static final Set<String> FIXED = Set.of("--format", "--output", "--help", "--version");

  /** Why a request is no command. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String id;

    RefusedException(String id, String reason) {
      super(reason);
      this.id = id;
    }

    /** Returns what the request calls itself, as JSON. */
    String id() {
      return id;
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }

  /** Returns the request of a line. */
  static BatchRequest of(String line, Map<String, CommandLine> commands) throws RefusedException {
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JacksonException e) {
      throw new RefusedException("null", "not valid JSON: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw new RefusedException("null", "a request is an object with 'command'");
    }
    String id = root.has("id") ? root.get("id").toString() : "null";
    if (!root.path(COMMAND).isString()) {
      throw new RefusedException(id, "lacks 'command', as in {\"command\": \"run\"}");
    }
    String name = root.get(COMMAND).stringValue();
    Set<String> valid = new TreeSet<>(commands.keySet());
    valid.removeAll(REFUSED);
    if (!valid.contains(name)) {
      throw new RefusedException(
          id, "there is no command " + Quoted.of(name) + "; " + NearestName.hint(name, valid));
    }
    List<String> arguments = new ArrayList<>(List.of(name));
    Map<String, OptionSpec> options =
        Objects.requireNonNull(commands.get(name)).getCommandSpec().optionsMap();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      String key = field.getKey();
      if (key.equals(ARGUMENTS)) {
        arguments.addAll(1, values(id, key, field.getValue()));
      } else if (!key.equals("id") && !key.equals(COMMAND)) {
        arguments.addAll(option(id, key, field.getValue(), options));
      }
    }
    arguments.add("--format=json");
    return new BatchRequest(id, arguments);
  }

  private static List<String> option(
      String id, String key, JsonNode value, Map<String, OptionSpec> options)
      throws RefusedException {
    String name = "--" + key.replace('_', '-');
    OptionSpec option = options.get(name);
    if (option == null || FIXED.contains(name)) {
      Set<String> keys = new TreeSet<>();
      options.keySet().stream()
          .filter(o -> o.startsWith("--") && !FIXED.contains(o))
          .forEach(o -> keys.add(o.substring(2).replace('-', '_')));
      throw new RefusedException(
          id, "unknown key " + Quoted.of(key) + "; " + NearestName.hint(key, keys));
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? List.of(name) : List.of();
    }
    List<String> values = values(id, key, value);
    if (option.splitRegex().isEmpty()) {
      return values.stream().map(v -> name + "=" + v).toList();
    }
    return List.of(name + "=" + String.join(",", values));
  }

  /** Returns the texts of a value, of a list, or of an object as assignments. */
  private static List<String> values(String id, String key, JsonNode value)
      throws RefusedException {
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode item : value) {
        texts.add(text(id, key, item));
      }
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        texts.add(entry.getKey() + "=" + text(id, key, entry.getValue()));
      }
    } else {
      texts.add(text(id, key, value));
    }
    return texts;
  }

  private static String text(String id, String key, JsonNode value) throws RefusedException {
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isNumber()) {
      return value.decimalValue().toPlainString();
    }
    throw new RefusedException(id, Quoted.of(key) + " must be text, a number or a list of them");
  }

  /** Returns the line of an answer. */
  String answer(BatchCommand.Answer answer) {
    if (answer.out().isBlank()) {
      return failure(id, answer.code(), answer.err().strip());
    }
    // No text of a JSON document has a line end in it: each of them is layout.
    String result = answer.out().strip().replaceAll("\n *", "");
    return "{\"id\":"
        + id
        + ",\"code\":"
        + answer.code()
        + ",\"result\":"
        + result
        + ",\"messages\":"
        + JSON.writeValueAsString(answer.err().lines().toList())
        + "}";
  }

  /** Returns the line of a request that failed. */
  static String failure(String id, int code, String error) {
    return "{\"id\":"
        + id
        + ",\"code\":"
        + code
        + ",\"error\":"
        + JSON.writeValueAsString(error)
        + "}";
  }
}
