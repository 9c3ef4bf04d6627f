package org.socompass.cli.option;

/** Exit codes of the command. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** The run finished but a stated check failed. */
  public static final int CHECK_FAILED = 1;

  /** Bad usage or bad input. */
  public static final int BAD_INPUT = 2;

  /** An error of ours. */
  public static final int INTERNAL = 70;

  /** The reader of our output went away; the shell's code for SIGPIPE. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
