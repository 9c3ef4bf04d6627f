package org.socompass.cli.option;

/** The reader of the output went away, as {@code head} does; nothing to report. */
public final class BrokenPipeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenPipeException(Throwable cause) {
    super(cause);
  }
}
