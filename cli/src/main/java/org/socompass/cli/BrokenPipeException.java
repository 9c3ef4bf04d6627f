package org.socompass.cli;

/** The reader of the output went away, as {@code head} does; nothing to report. */
final class BrokenPipeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenPipeException(Throwable cause) {
    super(cause);
  }
}
