package org.socompass.hardware.template;

import java.util.Locale;

/**
 * How much a value of a template can be trusted, by the first word of its source: what a source
 * opens with is the convention that the templates keep, as {@code docs/templates.md} lists it.
 */
public enum SourceGrade {
  /** Read off a measurement, or fitted to measurements. */
  MEASURED("measured|fitted|chosen"),
  /** The same on another device: a source alone does not say so, its template does. */
  SIBLING("(?!)"),
  /** Printed by a vendor, a paper or a database, or computed from what they print. */
  PUBLISHED("(?!)"),
  /** Remembered of a publication, which was not read again. */
  RECALLED("recalled"),
  /** Taken from a sibling or from a usual range: nobody published it. */
  ASSUMED("assumed|common configuration"),
  /** Given by the user on the command line. */
  GIVEN(Assignment.SOURCE);

  private final String opening;

  SourceGrade(String opening) {
    this.opening = "(?s)(?:" + opening + ").*";
  }

  /** Returns the grade of a value that names this source. */
  public static SourceGrade of(String source) {
    for (SourceGrade grade : values()) {
      if (source.matches(grade.opening)) {
        return grade;
      }
    }
    return PUBLISHED;
  }

  /** Returns the name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
