package org.socompass.validation;

import org.socompass.input.InputException;

/** A table lacks a column: not a matter of one row. */
final class MissingColumnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final InputException error;

  MissingColumnException(InputException error) {
    super(error);
    this.error = error;
  }

  InputException asInputException() {
    return error;
  }
}
