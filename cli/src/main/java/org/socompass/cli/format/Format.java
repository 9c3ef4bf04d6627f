package org.socompass.cli.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine.TypeConversionException;

/** How a result is written. */
public enum Format {
  /** Aligned columns for people. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON document. */
  JSON,
  /** A table for a paper. */
  LATEX;

  /**
   * Returns the format of a name.
   *
   * @throws TypeConversionException if there is none
   */
  public static Format of(String id) {
    for (Format format : values()) {
      if (format.toString().equals(id.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    List<String> ids = Arrays.stream(values()).map(Format::toString).toList();
    throw new TypeConversionException(
        Quoted.of(id) + " is not a format; " + NearestName.hint(id, ids));
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
