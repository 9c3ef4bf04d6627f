package org.socompass.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.socompass.hardware.DataType;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.NearestName;

/**
 * One line of a CSV file with typed access to its fields.
 *
 * @param file file name for messages
 * @param line line in the file, from 1
 * @param fields text by column, in the order of the header
 */
public record Row(String file, int line, Map<String, String> fields) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d{1,3})?");

  /** Copies the fields. */
  public Row {
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Returns the text of a column that must be there and not empty. */
  public String text(String column) {
    String text = fields.get(column);
    if (text == null) {
      throw new MissingColumnException(
          new InputException(
              new Mark(file, 1, 1),
              "lacks the column '"
                  + column
                  + "'; "
                  + NearestName.of(column, fields.keySet())
                      .map(n -> "is '" + n + "' misspelt?")
                      .orElse("present: " + NearestName.present(List.copyOf(fields.keySet())))));
    }
    if (text.isEmpty()) {
      throw error(column, "is empty");
    }
    return text;
  }

  /** Returns the text of a column that must be there; the field may be empty. */
  public String label(String column) {
    return optional(column).orElseGet(() -> fields.containsKey(column) ? "" : text(column));
  }

  /** Returns the text of a column, empty if it is not there or has no value. */
  public Optional<String> optional(String column) {
    return Optional.ofNullable(fields.get(column)).filter(text -> !text.isEmpty());
  }

  /** Returns a whole number, at least one. */
  public long count(String column) {
    String text = text(column);
    try {
      long value = Long.parseLong(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw error(column, "'" + text + "' is not a whole number");
    }
    throw error(column, "must be at least 1, but is " + text);
  }

  /** Returns a whole number, or empty if the field is. */
  public Optional<Long> optionalCount(String column) {
    return optional(column).map(text -> count(column));
  }

  /** Returns a positive number. */
  public double positive(String column) {
    String text = text(column);
    if (!NUMBER.matcher(text).matches()) {
      throw error(column, "'" + text + "' is not a number");
    }
    double value = Double.parseDouble(text);
    if (!(value > 0)) {
      throw error(column, "must be positive, but is " + text);
    }
    Optional<String> beyond = Dimension.NUMBER.beyond(value);
    if (beyond.isPresent()) {
      throw error(column, "'" + text + "' " + beyond.get());
    }
    return value;
  }

  /** Returns a truth value. */
  public boolean flag(String column) {
    return switch (text(column).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error(column, "must be true or false, but is '" + text(column) + "'");
    };
  }

  /** Returns a data type. */
  public DataType type(String column) {
    try {
      return DataType.of(text(column));
    } catch (IllegalArgumentException e) {
      throw error(column, String.valueOf(e.getMessage()));
    }
  }

  private InputException error(String column, String message) {
    int position = List.copyOf(fields.keySet()).indexOf(column) + 1;
    return new InputException(new Mark(file, line, Math.max(1, position)), column, message);
  }
}
