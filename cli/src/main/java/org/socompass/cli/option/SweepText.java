package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;

/**
 * What one {@code --sweep} varies, as in {@code m=32:1024:32}, {@code m=1,40,64:256:64}, {@code
 * batch=1:512:x2}, where each value is twice the one before, or {@code processors.npu.lanes=1,2}.
 *
 * @param name a size, a word, or the path of a template field
 * @param values what it becomes, as written
 */
public record SweepText(String name, List<String> values) {
  private static final String OPTION = "--sweep ";
  private static final int MOST_VALUES = 10_000;

  /** Copies the values. */
  public SweepText {
    values = List.copyOf(values);
  }

  /**
   * Reads a text.
   *
   * @param example what messages show
   * @param sizes names whose values are whole numbers and may be ranges
   * @param words other names that are no paths of a template
   * @throws InputException if it states none
   */
  public static SweepText parse(
      String text, String example, List<String> sizes, List<String> words) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw new InputException(
          OPTION + Quoted.shown(text) + ": expected NAME=VALUES, as in " + example);
    }
    String name = text.substring(0, equals).strip();
    List<String> values = new ArrayList<>();
    for (String part : text.substring(equals + 1).split(",", -1)) {
      if (part.isBlank()) {
        throw new InputException(OPTION + Quoted.shown(text) + ": a value is empty");
      }
      values.addAll(sizes.contains(name) ? sizes(text, part.strip()) : List.of(part.strip()));
    }
    if (!sizes.contains(name) && !words.contains(name) && !name.contains(".")) {
      List<String> known = new ArrayList<>(sizes);
      known.addAll(words);
      throw new InputException(
          OPTION
              + Quoted.shown(text)
              + ": "
              + Quoted.of(name)
              + " is neither a size nor the path of a template field; "
              + NearestName.hint(name, known));
    }
    return new SweepText(name, values);
  }

  private static List<String> sizes(String text, String part) {
    String[] ends = part.split(":", -1);
    if (ends.length > 3) {
      throw noRange(text, part);
    }
    boolean multiplies = ends.length == 3 && ends[2].matches("x([2-9]|[1-9]\\d{1,5})");
    if (multiplies) {
      ends[2] = ends[2].substring(1);
    }
    long[] numbers = new long[ends.length];
    for (int i = 0; i < ends.length; i++) {
      if (!ends[i].matches("[1-9]\\d{0,11}")) {
        throw noRange(text, part);
      }
      numbers[i] = Long.parseLong(ends[i]);
    }
    long last = numbers.length == 1 ? numbers[0] : numbers[1];
    long step = numbers.length == 3 ? numbers[2] : 1;
    if (last < numbers[0]) {
      throw noRange(text, part);
    }
    if (!multiplies && (last - numbers[0]) / step >= MOST_VALUES) {
      throw new InputException(
          OPTION
              + Quoted.shown(text)
              + ": more than "
              + MOST_VALUES
              + " values; take larger steps");
    }
    List<String> result = new ArrayList<>();
    for (long value = numbers[0]; value <= last; value = multiplies ? value * step : value + step) {
      result.add(String.valueOf(value));
    }
    return result;
  }

  private static InputException noRange(String text, String part) {
    return new InputException(
        OPTION
            + Quoted.shown(text)
            + ": "
            + Quoted.of(part)
            + " is neither a size nor FROM:TO, FROM:TO:STEP or FROM:TO:xFACTOR");
  }
}
