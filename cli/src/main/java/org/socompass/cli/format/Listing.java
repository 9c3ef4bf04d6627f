package org.socompass.cli.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Rows of named columns, in all forms.
 *
 * @param title name of the rows in JSON
 * @param header names of the columns, unit included
 * @param rows cells: text, numbers, truth values, or optionals of them
 */
public record Listing(String title, List<String> header, List<List<Object>> rows) {
  /** Returns aligned columns. */
  public String table() {
    var table = new TextTable(header.stream().map(h -> h.replace('_', ' ')).toArray(String[]::new));
    rows.forEach(row -> table.row(row.stream().map(Listing::cell).toList()));
    return table.render();
  }

  /** Returns the rows as objects. */
  public List<Map<String, Object>> objects() {
    List<Map<String, Object>> result = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        object.put(header.get(i), row.get(i));
      }
      result.add(object);
    }
    return result;
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return cell(optional.orElse(null));
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? Numbers.readable(optional.getAsDouble()) : "-";
    }
    if (value instanceof Number number) {
      return Numbers.readable(number.doubleValue());
    }
    return value == null || value.equals("") ? "-" : String.valueOf(value);
  }
}
