package org.socompass.cost.constants;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;

/**
 * How an uncertain constant is distributed between the least and the greatest value that its
 * sources give. The value itself is the median: it is as likely too low as too high, however much
 * further its range reaches on one side, so that a result and its draws have the same middle.
 *
 * <pre>{@code
 * u in [0, 1/2)   from min to value, with the density of the shape's lower half
 * u in [1/2, 1]   from value to max, with that of its upper half
 * }</pre>
 *
 * <p>Where the value is an end of the range, half of the draws are the value.
 *
 * <p><b>Source.</b> Halves of different width that meet at the middle: Wallis, Statistical Science
 * 29 (2014), for the normal distribution; there they meet at the mode with equal density, here at
 * the median with equal probability.
 *
 * @param minimum least value
 * @param maximum greatest value
 * @param shape distribution between them
 */
public record Spread(double minimum, double maximum, Shape shape) {
  private static final double MIDDLE = 0.5;

  /** Form of a distribution. */
  public enum Shape {
    /** Most likely near the constant's value, and ever less so towards both ends. */
    TRIANGULAR,
    /** The same of its logarithm: known to within a factor, which is most likely small. */
    LOG_TRIANGULAR,
    /** On either side of the value every factor is equally likely. */
    LOG_UNIFORM
  }

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if the least is not below the greatest, or not positive in a
   *     distribution of logarithms
   */
  public Spread {
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException(
          "min must be below max, but they are " + minimum + " and " + maximum);
    }
    if (shape != Shape.TRIANGULAR && !(minimum > 0)) {
      throw new IllegalArgumentException(
          "min of a %s distribution must be positive, but is %s"
              .formatted(Section.nameOf(shape), minimum));
    }
  }

  /**
   * Returns the distribution that a document states beside a value; triangular if it names none.
   *
   * @param dimension of the value
   * @throws IllegalArgumentException if there is no such distribution, or the ends are not valid
   */
  public static Spread of(YamlNode.Bounds bounds, Dimension dimension) {
    return new Spread(
        dimension.parse(bounds.minimum()).value(),
        dimension.parse(bounds.maximum()).value(),
        bounds.distribution().map(Spread::shape).orElse(Shape.TRIANGULAR));
  }

  private static Shape shape(String name) {
    return Stream.of(Shape.values())
        .filter(shape -> Section.nameOf(shape).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the distribution must be one of %s, but is '%s'"
                        .formatted(
                            Stream.of(Shape.values())
                                .map(Section::nameOf)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  /**
   * Returns the value that the constant is below with a probability.
   *
   * @param median the constant's value, within the range
   * @param probability in [0, 1]
   */
  public double quantile(double median, double probability) {
    boolean isBelow = probability < MIDDLE;
    double end = isBelow ? minimum : maximum;
    double rest = 2 * (isBelow ? probability : 1 - probability);
    return switch (shape) {
      case TRIANGULAR -> end + (median - end) * Math.sqrt(rest);
      case LOG_TRIANGULAR -> end * Math.pow(median / end, Math.sqrt(rest));
      case LOG_UNIFORM -> end * Math.pow(median / end, rest);
    };
  }

  /** Returns the same around a value that is so much larger. */
  public Spread times(double factor) {
    return new Spread(minimum * factor, maximum * factor, shape);
  }
}
