package org.socompass.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The valid name that a misspelt one most likely meant. */
public final class NearestName {
  /** A longer name is no misspelling of anything; comparing it would only take time. */
  private static final int LONGEST = 64;

  private static final int LEAST_BEGINNING = 3;
  private static final int MOST_NAMES = 64;
  private static final int MOST_OF_A_FILE = 10;

  private NearestName() {}

  /**
   * Returns the shortest candidate that begins with {@code name}, as one who stopped typing means,
   * else the candidate with the smallest edit distance to it; ties broken by alphabetical order.
   * Empty when none is close enough to be a likely misspelling (more than half of the letters
   * differ). Names of more than 64 characters are never near, and less than three begin nothing.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    Optional<String> longer =
        wanted.replaceFirst("^-+", "").length() < LEAST_BEGINNING
            ? Optional.empty()
            : candidates.stream()
                .filter(c -> c.length() <= LONGEST && c.toLowerCase(Locale.ROOT).startsWith(wanted))
                .min(Comparator.comparingInt(String::length).thenComparing(c -> c));
    if (longer.isPresent()) {
      return longer;
    }
    return candidates.stream()
        .filter(c -> c.length() <= LONGEST)
        .sorted()
        .map(c -> new Scored(c, distance(wanted, c.toLowerCase(Locale.ROOT))))
        .filter(s -> s.distance <= Math.max(2, Math.max(wanted.length(), s.name.length()) / 2))
        .reduce((a, b) -> b.distance < a.distance ? b : a)
        .map(Scored::name);
  }

  /**
   * Returns a sentence about an unknown name: the nearest candidate if one is near, and else all of
   * them, or the first of very many.
   */
  public static String hint(String name, Collection<String> candidates) {
    return of(name, candidates)
        .map(n -> "did you mean " + Quoted.of(n) + "?")
        .orElseGet(
            () ->
                candidates.isEmpty()
                    ? "no name is valid here"
                    : "valid: " + joined(candidates.stream().sorted().toList()));
  }

  /**
   * Returns a sentence about an unknown name among those of a file: the nearest if one is near, and
   * else the first of them. A file may hold what its reader does not want in a log.
   */
  public static String hintOfFile(String name, Collection<String> present) {
    return of(name, present)
        .map(n -> "did you mean " + Quoted.of(n) + "?")
        .orElseGet(
            () ->
                present.isEmpty()
                    ? "no name is valid here"
                    : "valid: " + present(present.stream().sorted().toList()));
  }

  /** Returns names of a file joined by commas, or the first ten. */
  public static String present(List<String> names) {
    return joined(names, MOST_OF_A_FILE);
  }

  /** Returns the names joined by commas, or the first of very many. */
  public static String joined(List<String> names) {
    return joined(names, MOST_NAMES);
  }

  private static String joined(List<String> names, int most) {
    String first = names.stream().limit(most).map(Quoted::shown).collect(Collectors.joining(", "));
    int more = names.size() - most;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private record Scored(String name, int distance) {}

  /** Returns the least letters to insert, drop, replace or swap with their neighbour. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, Math.min(last[j], current[j - 1]) + 1);
        if (isSwap(a, i, b, j)) {
          current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = current;
    }
    return last[b.length()];
  }

  /** Whether the two letters that end here are those of the other name the other way round. */
  private static boolean isSwap(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
