package org.socompass.cli.option;

import java.io.PrintWriter;

/**
 * Progress of long work: one line on standard error that is rewritten, after the first second, and
 * only if a person is looking.
 */
public final class Progress implements AutoCloseable {
  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final int WIDTH = 78;

  private final PrintWriter err;
  // The JDK can not tell whether standard error is a terminal; the launcher can.
  private final boolean isTerminal = Boolean.getBoolean("socompass.terminal");
  private final long start = System.nanoTime();
  private boolean shown;

  public Progress(PrintWriter err) {
    this.err = err;
  }

  /** Shows what is being done. */
  public void show(String what) {
    if (isTerminal && System.nanoTime() - start > PATIENCE_NANOS) {
      String text = what.length() > WIDTH ? what.substring(0, WIDTH) : what;
      err.print("\r" + text + " ".repeat(WIDTH - text.length()));
      err.flush();
      shown = true;
    }
  }

  @Override
  public void close() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }
}
