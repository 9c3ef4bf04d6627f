package org.socompass.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.Dimension;
import org.socompass.input.YamlNode;

/**
 * A value of a template that is declared empirical: it has {@code min} and {@code max}.
 *
 * @param path keys joined by dots
 * @param unit unit that the template writes it in, empty for a plain number; all values of this
 *     parameter are in it
 * @param start value of the template
 * @param minimum least value
 * @param maximum greatest value
 * @param bounds the range as the template writes it
 */
public record Parameter(
    String path,
    String unit,
    double start,
    double minimum,
    double maximum,
    YamlNode.Bounds bounds) {
  private static final Pattern QUANTITY =
      Pattern.compile("([-+.\\d]+(?:[eE][-+]?\\d+)?) ?([A-Za-z/].*)?");
  private static final String PROCESSORS = "processors.";
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  /** Returns the parameters that a template declares, in its order, if their range is not empty. */
  static List<Parameter> declared(YamlNode.Mapping tree) {
    List<Parameter> result = new ArrayList<>();
    for (TemplateTree.Field field : TemplateTree.fields(tree)) {
      field
          .bounds()
          .flatMap(bounds -> of(field.path(), field.text(), bounds))
          .filter(p -> p.maximum > p.minimum)
          .ifPresent(result::add);
    }
    return result;
  }

  private static Optional<Parameter> of(String path, String text, YamlNode.Bounds bounds) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    double start = Double.parseDouble(matcher.group(1));
    for (Dimension dimension : Dimension.values()) {
      Dimension.Parsed one = dimension.parse(withUnit("1", unit));
      Dimension.Parsed least = dimension.parse(bounds.minimum());
      Dimension.Parsed greatest = dimension.parse(bounds.maximum());
      if (one.error().isEmpty() && least.error().isEmpty() && greatest.error().isEmpty()) {
        return Optional.of(
            new Parameter(
                path,
                unit,
                start,
                tidy(least.value() / one.value()),
                tidy(greatest.value() / one.value()),
                bounds));
      }
    }
    return Optional.empty();
  }

  /** Takes away what the division by a unit adds in the last digits. */
  private static double tidy(double value) {
    return new BigDecimal(value).round(new MathContext(12)).doubleValue();
  }

  private static String withUnit(String number, String unit) {
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** Returns the processor that it is of, empty if it is of none, as of the main memory. */
  public Optional<String> processor() {
    return path.startsWith(PROCESSORS)
        ? Optional.of(path.substring(PROCESSORS.length()).split("\\.", -1)[0])
        : Optional.empty();
  }

  /** Returns a value as a template writes it. */
  String text(double value) {
    return withUnit(new BigDecimal(Double.toString(value)).toPlainString(), unit);
  }

  /** Returns the standard deviation of its logarithm over devices, if its prior says. */
  OptionalDouble sigma() {
    return bounds
        .sigma()
        .map(Double::parseDouble)
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** Returns it with another prior: its mean, and the standard deviation of its logarithm. */
  Parameter withPrior(double mean, double sigma) {
    return new Parameter(
        path,
        unit,
        mean,
        minimum,
        maximum,
        new YamlNode.Bounds(
            bounds.minimum(),
            bounds.maximum(),
            bounds.distribution(),
            Optional.of(Double.toString(sigma))));
  }

  /**
   * Returns how many standard deviations of its prior a value is from the template's; 0 without.
   */
  double deviation(double value) {
    return sigma().isPresent() ? Math.log(value / start) / sigma().getAsDouble() : 0;
  }

  /** Returns the derivative of the deviation by the place in the range; 0 without a prior. */
  double deviationByPlace(double value) {
    return sigma().isPresent() ? (maximum - minimum) / (value * sigma().getAsDouble()) : 0;
  }

  /** Returns the value at a place between the least (0) and the greatest (1). */
  double at(double place) {
    return place <= 0 ? minimum : place >= 1 ? maximum : minimum + place * (maximum - minimum);
  }

  /** Returns the place of a value, in [0, 1]. */
  double place(double value) {
    return Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum)));
  }

  /** Returns the value that four significant digits write, not outside the range. */
  double rounded(double value) {
    double four = new BigDecimal(value).round(FOUR_DIGITS).doubleValue();
    return Math.min(maximum, Math.max(minimum, four));
  }
}
