package org.socompass.cli.show;

import java.util.Optional;
import org.socompass.hardware.template.SourceGrade;

/**
 * A field of what is shown.
 *
 * @param path its path
 * @param value its value
 * @param unit its unit, if the value does not say
 * @param range where an empirical value may lie
 * @param source where it is from
 * @param grade how much a value of a device can be trusted
 */
record Field(
    String path,
    Object value,
    Optional<String> unit,
    Optional<String> range,
    Optional<String> source,
    Optional<SourceGrade> grade) {
  Field(
      String path,
      Object value,
      Optional<String> unit,
      Optional<String> range,
      Optional<String> source) {
    this(path, value, unit, range, source, Optional.empty());
  }

  Field graded(Optional<SourceGrade> how) {
    return new Field(path, value, unit, range, source, how);
  }

  boolean isQuantity() {
    return value instanceof Number
        || (String.valueOf(value).matches("-?[0-9.].*")
            && !path.matches("(.*\\.)?(name|process_node)"));
  }
}
