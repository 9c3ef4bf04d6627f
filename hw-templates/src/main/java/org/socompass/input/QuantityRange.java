package org.socompass.input;

/** The values that a field may have, in SI units. */
record QuantityRange(Dimension dimension, double minimum, double maximum) {
  private double check(String text, Mark mark, String path) {
    Dimension.Parsed parsed = dimension.parse(text);
    if (parsed.error().isPresent()) {
      throw InputException.ofValue(mark, path, parsed.error().get());
    }
    double value = parsed.value();
    if (value < minimum || value > maximum) {
      throw InputException.ofValue(mark, path, (value < minimum ? low() : high()) + text);
    }
    return value;
  }

  private String low() {
    return (minimum == 0
            ? "must not be negative"
            : minimum == Double.MIN_VALUE
                ? "must be positive"
                : "must be at least " + dimension.format(minimum))
        + ", but is ";
  }

  private String high() {
    return "must be at most " + dimension.format(maximum) + ", but is ";
  }

  /** Returns the value of a scalar; if it declares a range, both must be as valid as the value. */
  double check(YamlNode.Scalar scalar, Section section, String key) {
    double value = check(scalar.text(), scalar.mark(), section.pathOf(key));
    scalar
        .bounds()
        .ifPresent(
            bounds -> {
              double least = check(bounds.minimum(), scalar.mark(), section.pathOf(key + ".min"));
              double greatest =
                  check(bounds.maximum(), scalar.mark(), section.pathOf(key + ".max"));
              if (least > greatest) {
                throw section.error(
                    key, "min " + bounds.minimum() + " is above max " + bounds.maximum());
              }
              if (value < least || value > greatest) {
                throw section.error(
                    key,
                    "must lie between its min %s and max %s, but is %s"
                        .formatted(bounds.minimum(), bounds.maximum(), scalar.text()));
              }
            });
    return value;
  }
}
