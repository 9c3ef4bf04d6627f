package org.socompass.cli.sweep;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.socompass.cli.format.Numbers;
import org.socompass.cli.option.Progress;
import org.socompass.dse.Tally;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;

/**
 * Progress of a sweep on standard error: points done, rate, time left, best so far. One line that
 * is rewritten if a person is looking, and else a line a minute.
 */
final class SweepProgress implements AutoCloseable {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final double NANO = 1e-9;

  private final PrintWriter err;
  private final Progress line;
  private final Column objective;
  private final int index;
  private final long total;
  private final boolean isTerminal = Boolean.getBoolean("socompass.terminal");
  private final long start = System.nanoTime();
  private long lastLine = start;
  private long first = -1;

  /**
   * Starts the clock.
   *
   * @param total points of the sweep
   */
  SweepProgress(PrintWriter err, SweepSpec sweep, Columns columns, long total) {
    this.err = err;
    this.line = new Progress(err);
    this.index = columns.index(sweep.objectives().get(0).column());
    this.objective = columns.all().get(index);
    this.total = total;
  }

  /** Shows what is done. */
  void show(Tally tally) {
    if (first < 0) {
      // Rows of an earlier run took no time of this one.
      first = tally.points();
      return;
    }
    if (isTerminal) {
      line.show(text(tally));
    } else if (System.nanoTime() - lastLine >= MINUTE_NANOS) {
      lastLine = System.nanoTime();
      err.println("socompass: " + text(tally));
      err.flush();
    }
  }

  private String text(Tally tally) {
    double seconds = (System.nanoTime() - start) * NANO;
    double rate = (tally.points() - first) / Math.max(seconds, NANO);
    String left = rate == 0 ? "?" : duration(Math.round((total - tally.points()) / rate));
    return String.format(
        Locale.ROOT,
        "%,d of %,d points, %s/s, %s left%s",
        tally.points(),
        total,
        Numbers.readable(rate),
        left,
        tally.best().map(this::best).orElse(""));
  }

  private String best(Row row) {
    return ", best " + objective.id() + " " + Numbers.readable(row.number(index));
  }

  private static String duration(long seconds) {
    Duration d = Duration.ofSeconds(seconds);
    return d.toHours() > 0
        ? String.format(Locale.ROOT, "%dh%02d", d.toHours(), d.toMinutesPart())
        : String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart());
  }

  @Override
  public void close() {
    line.close();
  }
}
