package org.socompass.input;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user's mistake: bad file, bad value, unknown name. The message alone must let the user mend it.
 * It is cut at a screenful, and control characters in it are escaped.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 4000;

  private boolean ofValue;
  private @Nullable Problem problem;
  private @Nullable InputException ifValid;

  /** What is wrong with a document. */
  public enum Kind {
    /** A section lacks a key that it needs. */
    MISSING,
    /** A section has a key that means nothing. */
    UNKNOWN,
    /** A value or a section is not what it must be. */
    INVALID
  }

  /**
   * Where a mistake is, for who would mend it.
   *
   * @param kind what is wrong
   * @param path path of the field or section
   */
  public record Problem(Kind kind, String path) implements Serializable {}

  /** Creates the error of a mistake that has no place in a file. */
  public InputException(String message) {
    super(shown(message));
  }

  /** Creates the error of a mistake that an exception revealed. */
  public InputException(String message, Throwable cause) {
    super(shown(message), cause);
  }

  /** Creates the error of a mistake at {@code mark} that an exception revealed. */
  public InputException(Mark mark, String message, Throwable cause) {
    super(shown(mark + ": " + message), cause);
  }

  /** Creates the error of a mistake at {@code mark}. */
  public InputException(Mark mark, String message) {
    super(shown(mark + ": " + message));
  }

  /**
   * Creates the error of a mistake in the field {@code path} at {@code mark}. A mark on the command
   * line names the field already.
   */
  public InputException(Mark mark, String path, String message) {
    super(shown(mark + ": " + (path.isEmpty() || !mark.isInFile() ? "" : path + ": ") + message));
    this.problem = new Problem(Kind.INVALID, path);
  }

  /**
   * Returns the error of a key that is not there, or should not be.
   *
   * @param path path that the message names
   * @param key path of the key itself
   */
  static InputException ofKey(Mark mark, String path, Kind kind, String key, String message) {
    var result = new InputException(mark, path, message);
    result.problem = new Problem(kind, key);
    return result;
  }

  /**
   * Returns the error of a key that looks misspelt, unless it turns out to be a valid one.
   *
   * @param other the error if it is valid: then another key is missing
   */
  InputException orIfValid(InputException other) {
    this.ifValid = other;
    return this;
  }

  /** Returns the error in place of this one if the key that it calls unknown is valid. */
  public Optional<InputException> ifValid() {
    return Optional.ofNullable(ifValid);
  }

  /** Returns what is wrong where in the document; empty if it is no mistake in a document. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  private InputException(Mark mark, String path, String message, boolean ofValue) {
    this(mark, path, message);
    this.ofValue = ofValue;
  }

  /**
   * Returns the error of a value that is wrong by itself: it lacks its unit, or is no number, or
   * beyond its bounds. No other field could make it valid.
   */
  public static InputException ofValue(Mark mark, String path, String message) {
    return new InputException(mark, path, message, true);
  }

  /** Returns whether a value is wrong by itself, whatever other fields say. */
  public boolean isOfValue() {
    return ofValue;
  }

  /**
   * Returns what the work returns, where models may refuse its numbers: sizes by {@link
   * IllegalArgumentException}, and products of them that overflow by {@link ArithmeticException}.
   *
   * @throws InputException if the work refuses its numbers
   */
  public static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new InputException("the sizes are too large: " + e.getMessage(), e);
    }
  }

  /** Returns what is wrong and what is allowed, with its place if it is in a file. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  private static String shown(String message) {
    return Quoted.escaped(Quoted.shortened(message, LONGEST), "\n");
  }
}
