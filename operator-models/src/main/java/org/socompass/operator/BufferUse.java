package org.socompass.operator;

/**
 * What a mapping holds in a buffer.
 *
 * @param buffer name of the buffer, as in templates
 * @param bytes bytes that are live at once [B]
 * @param capacityBytes bytes that there are [B]
 */
public record BufferUse(String buffer, double bytes, double capacityBytes) {
  /** Returns the used share; above 1 if what the mapping would reuse does not fit. */
  public double share() {
    return bytes / capacityBytes;
  }
}
