package org.socompass.operator;

import java.util.Locale;

/** The resource that limits an operator. */
public enum Bound {
  /** The matrix engine. */
  COMPUTE,
  /** The vector units. */
  VECTOR,
  /** Main memory. */
  MEMORY,
  /** The processor's own port to main memory, which offers more. */
  MEMORY_PORT,
  /** Memory behind a link, beside main memory. */
  FAR_MEMORY,
  /** Storage below main memory. */
  STORAGE,
  /** The on-chip buffers. */
  LOCAL_BANDWIDTH,
  /** The fixed cost of starting the operator. */
  LAUNCH,
  /** Waiting for another processor. */
  SYNCHRONIZATION,
  /** The links between devices. */
  INTERCONNECT;

  /** Returns the name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
