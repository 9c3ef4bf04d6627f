package org.socompass.input;

/**
 * A user's mistake: bad file, bad value, unknown name. The message alone must let the user mend it.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the error of a mistake that has no place in a file. */
  public InputException(String message) {
    super(message);
  }

  /** Creates the error of a mistake that an exception revealed. */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Creates the error of a mistake at {@code mark}. */
  public InputException(Mark mark, String message) {
    super(mark + ": " + message);
  }

  /** Creates the error of a mistake in the field {@code path} at {@code mark}. */
  public InputException(Mark mark, String path, String message) {
    super(mark + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }
}
