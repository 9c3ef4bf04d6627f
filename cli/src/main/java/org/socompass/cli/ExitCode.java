package org.socompass.cli;

/** Exit codes of the command. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** The run finished but a stated check failed. */
  static final int CHECK_FAILED = 1;

  /** Bad usage or bad input. */
  static final int BAD_INPUT = 2;

  /** An error of ours. */
  static final int INTERNAL = 70;

  /** The reader of our output went away; the shell's code for SIGPIPE. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
