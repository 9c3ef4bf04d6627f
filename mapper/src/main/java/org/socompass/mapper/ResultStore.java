package org.socompass.mapper;

import java.util.Optional;

/** Keeps results of searches longer than a process lives. Thread-safe. */
public interface ResultStore {
  /**
   * Returns what was put under a key, empty if nothing is known.
   *
   * @param key all that the result depends on, as text
   */
  Optional<String> find(String key);

  /**
   * Keeps a result.
   *
   * @param key all that it depends on, as text
   * @param result one line
   */
  void put(String key, String result);
}
