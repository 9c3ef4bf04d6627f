package org.socompass.cli.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fields without a range, in order. */
final class FieldList {
  private final List<Field> list = new ArrayList<>();

  void add(String path, Object value, String unit, String source) {
    list.add(
        new Field(
            path,
            value,
            unit.isEmpty() ? Optional.empty() : Optional.of(unit),
            Optional.empty(),
            Optional.of(source)));
  }

  List<Field> fields() {
    return List.copyOf(list);
  }
}
