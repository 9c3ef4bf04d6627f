package org.socompass.cli.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes of a text or of bytes, most of which leave it readable up to the place of the change. */
final class Mutation {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  /** What has broken readers and models before. */
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "3",
          "7",
          "1e-308",
          "1e308",
          "1e999",
          "-0.0",
          "0.5",
          "1.5",
          "6.5",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e12",
          "1e18",
          "1e19",
          "760000000",
          "1048576",
          "NaN",
          ".nan",
          "Infinity",
          "-.inf",
          "true",
          "null",
          "none",
          "~",
          "[]",
          "{}",
          "''",
          "\"\"",
          "0x10",
          "1_000",
          "010",
          "12:30",
          "2026-01-01",
          "&a",
          "*a",
          "!!int 3",
          "|",
          ">",
          "?",
          "-",
          "%",
          "\u0000",
          "\uFEFF",
          "\u0130",
          "\u00a0",
          "\uD83D\uDE00",
          "1 GB",
          "1 GiB",
          "1e308 GB",
          "64 KiB",
          "0 B",
          "1 GHz",
          "0 Hz",
          "5 us",
          "1e308 us",
          "-3 us",
          "8533 MT/s",
          "6400",
          "fp16",
          "int4",
          "int16",
          "banana",
          "N2",
          "N7",
          "gpu",
          "npu");

  private static final List<String> ENDS = List.of("\n", "\r\n", "\r", "\t", " ", ":", ",", "#");

  private Mutation() {}

  /** Returns the text with a few changes. */
  static String of(String text, SplittableRandom random) {
    String result = text;
    for (int i = changes(random); i > 0; i--) {
      result = once(result, random);
    }
    return result;
  }

  /** One change is as likely as all others together: it is the one that reaches a model. */
  private static int changes(SplittableRandom random) {
    return random.nextBoolean() ? 1 : 1 + random.nextInt(5);
  }

  private static String once(String text, SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> scaledOne(text, random);
      case 4 -> replaced(text, WORD, value(random), random);
      case 5 -> replaced(text, WORD, anyOf(text, WORD, random), random);
      case 6, 7, 8 -> lines(text, random);
      case 9 -> characters(text, random);
      case 10 -> replaced(text, NUMBER, value(random), random);
      default -> random.nextInt(8) == 0 ? text.substring(0, at(text, random)) : lines(text, random);
    };
  }

  /** Returns a value that may be wrong anywhere. */
  static String value(SplittableRandom random) {
    return any(VALUES, random);
  }

  /** Returns a text with its first number scaled, most often not far. */
  static String scaled(String text, SplittableRandom random) {
    MatchResult number = NUMBER.matcher(text).results().findFirst().orElse(null);
    if (number == null) {
      return text;
    }
    double factor =
        Math.pow(2, random.nextInt(4) == 0 ? random.nextInt(-12, 13) : random.nextInt(-1, 2));
    double value = Double.parseDouble(number.group()) * factor;
    String shown =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : Double.toString(value);
    return text.substring(0, number.start()) + shown + text.substring(number.end());
  }

  private static String scaledOne(String text, SplittableRandom random) {
    List<MatchResult> all = NUMBER.matcher(text).results().toList();
    if (all.isEmpty()) {
      return text + value(random);
    }
    MatchResult one = any(all, random);
    return text.substring(0, one.start()) + scaled(one.group(), random) + text.substring(one.end());
  }

  private static String lines(String text, SplittableRandom random) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int i = random.nextInt(lines.size());
    int j = random.nextInt(lines.size());
    String line = lines.get(i);
    switch (random.nextInt(6)) {
      case 0, 1 -> lines.remove(i);
      case 2 -> lines.add(j, line);
      case 3 -> lines.set(i, lines.get(j));
      case 4 -> lines.set(i, "  " + line);
      default -> lines.set(i, line.length() > 1 ? line.substring(1) : line + line);
    }
    return String.join("\n", lines);
  }

  private static String characters(String text, SplittableRandom random) {
    int at = at(text, random);
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + any(ENDS, random) + text.substring(at);
      case 1 -> text.substring(0, at) + value(random) + text.substring(at);
      default -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
    };
  }

  private static int at(String text, SplittableRandom random) {
    return random.nextInt(text.length() + 1);
  }

  private static String anyOf(String text, Pattern pattern, SplittableRandom random) {
    List<MatchResult> all = pattern.matcher(text).results().toList();
    return all.isEmpty() ? value(random) : any(all, random).group();
  }

  private static String replaced(String text, Pattern pattern, String by, SplittableRandom random) {
    List<MatchResult> all = pattern.matcher(text).results().toList();
    if (all.isEmpty()) {
      return text + by;
    }
    MatchResult one = any(all, random);
    return text.substring(0, one.start()) + by + text.substring(one.end());
  }

  /** Returns the bytes with a few changes. */
  static byte[] of(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes.clone();
    for (int i = changes(random); i > 0 && result.length > 8; i--) {
      int at = random.nextInt(result.length - 8);
      switch (random.nextInt(5)) {
        case 0 -> result[at] = (byte) random.nextInt(256);
        case 1 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(result, at, at + 4, (byte) (random.nextBoolean() ? 0 : 255));
        case 3 -> Arrays.fill(result, at, at + 8, (byte) (random.nextBoolean() ? 0x7F : 255));
        default -> result = random.nextInt(4) == 0 ? Arrays.copyOf(result, at) : result;
      }
    }
    return result;
  }

  static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
