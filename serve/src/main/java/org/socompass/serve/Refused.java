package org.socompass.serve;

/** A request that is not answered. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * Refuses a request.
   *
   * @param status of HTTP
   * @param message why
   */
  Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Returns the status of HTTP. */
  int status() {
    return status;
  }
}
