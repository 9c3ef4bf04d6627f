package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.schedule.LeastSum;
import org.socompass.inference.schedule.Task;
import org.socompass.inference.schedule.TwoLanes;

/**
 * When the operators of a chain end: what {@link ChainSchedule} says, without its timeline.
 *
 * <p>All pieces of an operator wait for all of the one before, so that an operator meets an empty
 * device, and what it takes does not depend on when it starts:
 *
 * <pre>{@code
 * end_i = end_(i-1) + t_hand_over + t_i     t_i simulated once, for all layers
 * }</pre>
 *
 * <p>Only the host can disturb this: what it has not submitted yet when a lane is ready for it
 * starts later. Then one piece after another is followed, or the pieces of a cut are simulated with
 * what is left of their submission.
 */
public final class ChainTimes {
  private final Steps steps;
  private final Placement placement;
  private final double handOverSeconds;
  private final double[] submitted;
  private final double[] submittedBefore;
  private final double[] seconds;
  private double end;

  /** What an operator does: on one lane, or on several at once. */
  private static final class Step {
    final List<Part> parts = new ArrayList<>();
    double undisturbedSeconds = Double.NaN;
  }

  /** The pieces on one lane; read in the innermost loop. */
  private static final class Part {
    final int lane;
    final boolean isAhead;
    final List<Piece> pieces;

    /** What each takes to be submitted [s]. */
    final double[] submitSeconds;

    /** What each takes if no other lane works; none for a cut [s]. */
    final double[] aloneSeconds;

    Part(int lane, boolean isAhead, List<Piece> pieces, double[] aloneSeconds) {
      this.lane = lane;
      this.isAhead = isAhead;
      this.pieces = pieces;
      this.aloneSeconds = aloneSeconds;
      this.submitSeconds = new double[pieces.size()];
      for (int i = 0; i < submitSeconds.length; i++) {
        submitSeconds[i] = pieces.get(i).submitSeconds();
      }
    }

    /** Returns the time of pieces one after another, all submitted in time if they are ahead. */
    double leastSeconds() {
      double sum = 0;
      for (int i = 0; i < aloneSeconds.length; i++) {
        sum += aloneSeconds[i] + (isAhead ? 0 : submitSeconds[i]);
      }
      return sum;
    }
  }

  /**
   * What choices take on lanes, each found once for all placements that make it. Not thread-safe.
   */
  public static final class Steps {
    private final ChainSchedule.SharedMemory memory;
    private final IdentityHashMap<Choice, Step> known = new IdentityHashMap<>();
    private final @Nullable TwoLanes[] pairs;

    /**
     * Creates the steps.
     *
     * @param memory the processors and their memory
     */
    public Steps(ChainSchedule.SharedMemory memory) {
      this.memory = memory;
      this.pairs = new TwoLanes[memory.lanes().size() * memory.lanes().size()];
    }

    private Step of(Choice choice) {
      Step step = known.get(choice);
      if (step == null) {
        step = step(choice);
        known.put(choice, step);
      }
      return step;
    }

    private Step step(Choice choice) {
      var step = new Step();
      boolean isCut = choice.isCut();
      for (String processor : choice.processors()) {
        int lane = memory.index(processor);
        List<Piece> pieces = isCut ? choice.piecesOn(processor) : choice.pieces();
        double[] alone = new double[isCut ? 0 : pieces.size()];
        for (int i = 0; i < alone.length; i++) {
          alone[i] = run(List.of(task(pieces.get(i), lane, 0)));
        }
        boolean isAhead = memory.lanes().get(lane).submitsAhead();
        step.parts.add(new Part(lane, isAhead, pieces, alone));
      }
      return step;
    }

    private double run(List<Task> tasks) {
      int first = tasks.get(0).lane();
      int second = first;
      for (Task task : tasks) {
        if (task.lane() != first && task.lane() != second) {
          if (second != first) {
            return memory.seconds(tasks);
          }
          second = task.lane();
        }
      }
      TwoLanes lanes = lanes(first, second);
      for (Task task : tasks) {
        lanes.add(task.lane() == first ? 0 : 1, task.seconds(), task.bytes(), task.submitSeconds());
      }
      lanes.run();
      return Math.max(lanes.endSeconds(0), lanes.endSeconds(1));
    }

    /** Returns two lanes without tasks; the second may be the first, it then has none. */
    private TwoLanes lanes(int first, int second) {
      int index = first * memory.lanes().size() + second;
      TwoLanes lanes = pairs[index];
      if (lanes == null) {
        lanes =
            new TwoLanes(
                memory.lanes().get(first),
                memory.lanes().get(second),
                memory.bytesPerSecond(),
                memory.backgroundBytesPerSecond());
        pairs[index] = lanes;
      }
      lanes.clear();
      return lanes;
    }

    private static Task task(Piece piece, int lane, double submitSeconds) {
      return new Task("", lane, piece.seconds(), piece.bytes(), submitSeconds, List.of());
    }
  }

  private ChainTimes(Placement placement, Steps steps, double handOverSeconds) {
    this.steps = steps;
    this.placement = placement;
    this.handOverSeconds = handOverSeconds;
    this.submitted = new double[steps.memory.lanes().size()];
    this.submittedBefore = new double[submitted.length];
    this.seconds = new double[placement.choices().size()];
  }

  /**
   * Returns the times of a placement.
   *
   * @param handOverSeconds cost of a hand-over [s]
   */
  public static ChainTimes of(Placement placement, Steps steps, double handOverSeconds) {
    var times = new ChainTimes(placement, steps, handOverSeconds);
    times.run();
    return times;
  }

  /**
   * Returns less than when the last operator of a placement ends, found without following its
   * layers; what is cut counts as nothing [s].
   *
   * @param handOverSeconds cost of a hand-over [s]
   */
  static double leastSeconds(Placement placement, Steps steps, double handOverSeconds) {
    List<Choice> choices = placement.choices();
    Placement.Ring ring = placement.ring();
    double sum = placement.handOvers() * handOverSeconds;
    for (int i = 0; i < choices.size(); i++) {
      Step step = steps.of(choices.get(i));
      if (step.parts.size() == 1) {
        sum += ring.count(i) * step.parts.get(0).leastSeconds();
      }
    }
    return LeastSum.of(sum);
  }

  /** Returns when the last operator ends [s]. */
  public double endSeconds() {
    return end;
  }

  /** Returns the time of an operator, all layers together, without hand-overs [s]. */
  public double seconds(int node) {
    return seconds[node];
  }

  private void run() {
    List<Choice> choices = placement.choices();
    Placement.Ring ring = placement.ring();
    Step[] all = new Step[choices.size()];
    double[] handOver = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = steps.of(choices.get(i));
      handOver[i] = i == 0 ? 0 : handOver(choices.get(i - 1), choices.get(i));
    }
    int first = ring.first();
    for (int i = 0; i < first; i++) {
      add(i, all[i], handOver[i]);
    }
    if (first < all.length) {
      layers(all, handOver, handOver(choices.get(ring.last()), choices.get(first)));
    }
    for (int i = ring.last() + 1; i < all.length; i++) {
      add(i, all[i], handOver[i]);
    }
  }

  /** Follows the layers, from one to the next of which results are handed over again. */
  private void layers(Step[] all, double[] handOver, double again) {
    Placement.Ring ring = placement.ring();
    for (long layer = 0; layer < ring.layers(); layer++) {
      add(ring.first(), all[ring.first()], layer == 0 ? handOver[ring.first()] : again);
      for (int i = ring.first() + 1; i <= ring.last(); i++) {
        add(i, all[i], handOver[i]);
      }
    }
  }

  private double handOver(Choice from, Choice to) {
    return from.handOversTo(to) * handOverSeconds;
  }

  private void add(int node, Step step, double handOver) {
    double ready = end + handOver;
    double ended = step.parts.size() == 1 ? alone(step.parts.get(0), ready) : cut(step, ready);
    seconds[node] += ended - end - handOver;
    end = ended;
  }

  private double alone(Part part, double ready) {
    double now = ready;
    for (int i = 0; i < part.submitSeconds.length; i++) {
      double submit = part.submitSeconds[i];
      submitted[part.lane] += submit;
      double start = part.isAhead ? Math.max(now, submitted[part.lane]) : now + submit;
      now = start + part.aloneSeconds[i];
    }
    return now;
  }

  private double cut(Step step, double ready) {
    boolean isDisturbed = false;
    for (int p = 0; p < step.parts.size(); p++) {
      Part part = step.parts.get(p);
      submittedBefore[part.lane] = submitted[part.lane];
      for (double submit : part.submitSeconds) {
        submitted[part.lane] += submit;
      }
      isDisturbed |= part.isAhead && submitted[part.lane] > ready;
    }
    return ready + (isDisturbed ? steps.run(left(step, ready)) : undisturbed(step, ready));
  }

  private double undisturbed(Step step, double ready) {
    if (Double.isNaN(step.undisturbedSeconds)) {
      step.undisturbedSeconds = steps.run(left(step, ready));
    }
    return step.undisturbedSeconds;
  }

  /** Returns the tasks of a cut with what is left of their submission when it may begin. */
  private List<Task> left(Step step, double ready) {
    List<Task> tasks = new ArrayList<>();
    for (Part part : step.parts) {
      double host = submittedBefore[part.lane];
      double before = 0;
      for (int i = 0; i < part.submitSeconds.length; i++) {
        double submit = part.submitSeconds[i];
        host += submit;
        double left = Math.max(0, host - ready);
        tasks.add(Steps.task(part.pieces.get(i), part.lane, part.isAhead ? left - before : submit));
        before = left;
      }
    }
    return tasks;
  }
}
