package org.socompass.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.study.whatif.WhatIfStudy;

/**
 * Inferences beside one.
 *
 * @param entries the one, and then the others in the order of the question
 */
public record Comparison(List<Entry> entries) {
  /** Copies the list. */
  public Comparison {
    entries = List.copyOf(entries);
  }

  static Comparison of(WhatIfStudy.Result result) {
    return new Comparison(result.rows().stream().map(Entry::new).toList());
  }

  /** One inference beside the first. */
  public static final class Entry {
    private final WhatIfStudy.Row row;

    Entry(WhatIfStudy.Row row) {
      this.row = row;
    }

    /** Returns what was asked, in words. */
    public String inference() {
      return String.join(" ", row.values());
    }

    /** Returns why it can't run; empty if it can. */
    public Optional<String> reason() {
      return row.evaluation().isPresent() ? Optional.empty() : Optional.of(row.reason());
    }

    /** Returns the id of the engine that it runs under; empty if it can't run. */
    public Optional<String> engine() {
      return row.evaluation().map(e -> e.result().engine().id());
    }

    /**
     * Returns a number, one of {@link Quantity#all}; empty if an input lacks.
     *
     * @throws org.socompass.input.InputException if there is none of that name
     */
    public OptionalDouble value(String id) {
      return row.value(id);
    }

    /** Returns how much a number differs from that of the first [%]; empty if one lacks. */
    public OptionalDouble changePercent(String id) {
      return row.changePercent(id);
    }

    /**
     * Returns the probability that a number is better than that of the first [%]; empty of the
     * first itself, and of what does not follow from a latency.
     */
    public OptionalDouble betterPercent(String id) {
      return row.betterPercent(id);
    }
  }
}
