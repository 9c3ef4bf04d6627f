package org.socompass.dse;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that do parts of a sweep, and what they throw. */
public final class Threads {
  private Threads() {}

  /**
   * Prepares threads that keep no process alive; they start with the first work.
   *
   * @param count how many
   * @param name of each
   */
  public static ExecutorService pool(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        work -> {
          var thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Returns what work has thrown.
   *
   * @throws Error if it was one
   */
  public static RuntimeException failure(ExecutionException e) {
    Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException r ? r : new IllegalStateException(cause);
  }
}
