package org.socompass.operator;

import java.util.Locale;

/**
 * What a mapping holds in a buffer.
 *
 * @param buffer name of the buffer, as in templates
 * @param bytes bytes that are live at once [B]
 * @param capacityBytes bytes that there are [B]
 */
public record BufferUse(String buffer, double bytes, double capacityBytes) {
  /** Returns what is missing, in words; of use where the mapping does not fit. */
  public String shortage() {
    return String.format(
        Locale.ROOT,
        "needs %.0f B of %s, %.0f B more than there is",
        bytes,
        buffer,
        bytes - capacityBytes);
  }

  /** Returns the used share; above 1 if what the mapping would reuse does not fit. */
  public double share() {
    return bytes / capacityBytes;
  }
}
