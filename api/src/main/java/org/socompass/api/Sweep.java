package org.socompass.api;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.RowStore;
import org.socompass.input.InputException;
import org.socompass.study.SweepStudy;

/** Many designs, as a spec says which (docs/dse.md), judged by inferences. Immutable. */
public final class Sweep {
  private final SweepSpec spec;
  private final int jobs;
  private final List<String> command;

  private Sweep(SweepSpec spec, int jobs, List<String> command) {
    this.spec = spec;
    this.jobs = jobs;
    this.command = List.copyOf(command);
  }

  /**
   * Reads a spec file. Paths in it are relative to its folder.
   *
   * @throws InputException if it can't be read or is not valid, with its place
   */
  public static Sweep read(Path file) {
    return new Sweep(SpecReader.read(file), 1, List.of());
  }

  /**
   * Reads a spec in memory, which may name what ships, and no file.
   *
   * @param name name for messages
   * @param yaml the spec
   * @throws InputException if it is not valid, with its place
   */
  public static Sweep ofText(String name, String yaml) {
    return new Sweep(SpecReader.readShipped(name, yaml), 1, List.of());
  }

  /**
   * Reads a spec in memory, whose paths are relative to a folder.
   *
   * @param name name for messages
   * @param yaml the spec
   * @param folder folder of the files that it names
   * @throws InputException if it is not valid, with its place
   */
  public static Sweep ofText(String name, String yaml, Path folder) {
    return new Sweep(SpecReader.read(name, yaml, folder), 1, List.of());
  }

  /**
   * Returns the same on several threads, which change no result.
   *
   * @throws InputException if there are too few or too many
   */
  public Sweep jobs(int threads) {
    if (threads < 1 || threads > SweepStudy.MOST_JOBS) {
      throw new InputException(
          "jobs must be in [1, %d], but is %d".formatted(SweepStudy.MOST_JOBS, threads));
    }
    return new Sweep(spec, threads, command);
  }

  /** Returns the same as a command asked for it, for its provenance. */
  public Sweep askedBy(List<String> words) {
    return new Sweep(spec, jobs, words);
  }

  /** Returns its name. */
  public String name() {
    return spec.name();
  }

  /** Returns the names of the columns of its points: parameters and then numbers. */
  public List<String> columns() {
    return Columns.of(spec).ids().stream()
        .filter(id -> !List.of("point", "status", "reason").contains(id))
        .toList();
  }

  /** Returns what it explores. Not part of what stays as it is. */
  public SweepSpec spec() {
    return spec;
  }

  /**
   * Returns the study that runs it, into any store. Not part of what stays as it is.
   *
   * @throws InputException if the space is too large, or the device without any parameter not valid
   */
  public SweepStudy study() {
    return new SweepStudy(new SweepStudy.Request(spec, jobs, command));
  }

  SweepResult run(Consumer<SweepPoint> reader) {
    SweepStudy study = study();
    Columns columns = study.columns();
    try (var store = new Passing(columns, reader)) {
      Tally tally = study.run(store, () -> false, progress -> {});
      return SweepResult.of(tally, columns);
    }
  }

  /** Keeps nothing: hands each row on. */
  private static final class Passing implements RowStore {
    private final Columns columns;
    private final Consumer<SweepPoint> reader;
    private long passed;

    Passing(Columns columns, Consumer<SweepPoint> reader) {
      this.columns = columns;
      this.reader = reader;
    }

    @Override
    public long size() {
      return passed;
    }

    @Override
    public void append(List<Row> rows) {
      passed += rows.size();
      rows.forEach(row -> reader.accept(SweepPoint.of(row, columns)));
    }

    @Override
    public void forEach(Consumer<Row> all) {
      if (passed > 0) {
        throw new IllegalStateException("rows that were handed on can't be read again");
      }
    }

    @Override
    public void exportParquet(Path file) {
      throw new IllegalStateException("rows that were handed on are not exported");
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
