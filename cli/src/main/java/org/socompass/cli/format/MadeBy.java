package org.socompass.cli.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.socompass.input.Digests;
import org.socompass.study.Provenance;

/**
 * What a result was made by, in every form of output: release, commit, command, and a digest of
 * each input.
 *
 * @param provenance of the result
 */
public record MadeBy(Provenance provenance) {
  private static final int SHORT_DIGITS = 8;
  private static final int MOST_NAMED = 4;
  private static final String UNKNOWN = "unknown";

  /** Returns the commit of the sources, with {@code -dirty} if they were changed since. */
  public static String commit() {
    try (InputStream in = MadeBy.class.getResourceAsStream("/socompass-commit.properties")) {
      if (in == null) {
        return UNKNOWN; // built from sources without their history
      }
      var properties = new Properties();
      properties.load(in);
      String commit = properties.getProperty("git.commit.id.abbrev", UNKNOWN);
      return properties.getProperty("git.dirty", "").equals("true") ? commit + "-dirty" : commit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the document: version, commit, command, overrides, digests by kind and name, seed. */
  public Map<String, Object> json() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", provenance.version());
    root.put("commit", commit());
    root.put("command", command());
    List<String> overrides = new ArrayList<>();
    Map<String, Map<String, String>> digests = new LinkedHashMap<>();
    for (Provenance.Input input : provenance.inputs()) {
      input.overrides().stream().filter(o -> !overrides.contains(o)).forEach(overrides::add);
      digests
          .computeIfAbsent(kind(input), k -> new LinkedHashMap<>())
          .put(key(input), input.digest());
    }
    root.put("overrides", overrides);
    root.put("digests", digests);
    provenance.seed().ifPresent(seed -> root.put("seed", seed));
    return root;
  }

  /** Returns one line for a text or a comment: who made it, of what, asked how. */
  public String comment() {
    return "made by "
        + provenance.version()
        + ", commit "
        + commit()
        + ": "
        + inputs()
        + "; "
        + command();
  }

  /**
   * Returns one line for people: the release, and what went in with the first digits of each
   * digest.
   */
  public String line() {
    return "made by " + provenance.version() + ": " + inputs();
  }

  private String inputs() {
    Map<String, List<Provenance.Input>> kinds = new LinkedHashMap<>();
    for (Provenance.Input input : provenance.inputs()) {
      kinds.computeIfAbsent(kind(input), k -> new ArrayList<>()).add(input);
    }
    List<String> parts = new ArrayList<>();
    kinds.forEach(
        (kind, inputs) -> {
          if (inputs.size() > MOST_NAMED) {
            List<String> digests = inputs.stream().map(Provenance.Input::digest).toList();
            String all = Digests.of(String.join("\n", digests));
            parts.add(inputs.size() + " of kind " + kind + " " + all.substring(0, SHORT_DIGITS));
          } else {
            inputs.forEach(
                x ->
                    parts.add(kind + " " + x.name() + " " + x.digest().substring(0, SHORT_DIGITS)));
          }
        });
    return parts.isEmpty() ? "no input" : String.join(", ", parts);
  }

  /** A device that occurs with two sets of overrides is two inputs. */
  private static String key(Provenance.Input input) {
    return input.overrides().isEmpty()
        ? input.name()
        : input.name() + " with " + String.join(", ", input.overrides());
  }

  private static String kind(Provenance.Input input) {
    return input.kind().name().toLowerCase(Locale.ROOT);
  }

  private String command() {
    List<String> words = new ArrayList<>();
    for (String word : provenance.command()) {
      words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words).replaceAll("\\p{Cntrl}", " ");
  }
}
