package org.socompass.hardware;

import java.util.OptionalDouble;
import org.socompass.input.Dimension;
import org.socompass.input.Section;

/**
 * What the area model needs besides the performance parameters.
 *
 * @param dieMm2 measured area of the die that is the anchor [mm2]; empty if nobody published one
 * @param dies dies in the package
 */
public record AreaInputs(OptionalDouble dieMm2, int dies) {
  static AreaInputs read(Section s) {
    return new AreaInputs(s.optionalPositive("die", Dimension.AREA), s.count("dies", 1, 1));
  }
}
