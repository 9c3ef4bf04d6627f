package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.schedule.Task;

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
  /** More than the order of sums over all layers can move a bound. */
  private static final double ROUNDING = 1 - 1e-9;

  private final Steps steps;
  private final Placement placement;
  private final double handOverSeconds;
  private final double[] submitted;
  private final double[] submittedBefore;
  private final double[] seconds;
  private double end;

  /** What an operator does on one lane after the other. */
  private static final class Step {
    final List<Part> parts = new ArrayList<>();
    double undisturbedSeconds = Double.NaN;
  }

  /**
   * The pieces on one lane.
   *
   * @param submitSeconds what each takes to be submitted [s]
   * @param aloneSeconds what each takes if no other lane works; none for a cut [s]
   */
  @SuppressWarnings("ArrayRecordComponent") // read in the innermost loop, never handed out
  private record Part(
      int lane,
      boolean isAhead,
      List<Piece> pieces,
      double[] submitSeconds,
      double[] aloneSeconds) {
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

    /**
     * Creates the steps.
     *
     * @param memory the processors and their memory
     */
    public Steps(ChainSchedule.SharedMemory memory) {
      this.memory = memory;
    }

    private Step of(Choice choice) {
      return known.computeIfAbsent(choice, this::step);
    }

    private Step step(Choice choice) {
      var step = new Step();
      boolean isCut = choice.isCut();
      for (String processor : choice.processors()) {
        int lane = memory.index(processor);
        List<Piece> pieces =
            choice.pieces().stream().filter(p -> p.processor().equals(processor)).toList();
        double[] submit = pieces.stream().mapToDouble(Piece::submitSeconds).toArray();
        double[] alone = new double[isCut ? 0 : pieces.size()];
        for (int i = 0; i < alone.length; i++) {
          alone[i] = run(List.of(task(pieces.get(i), lane, 0)));
        }
        boolean isAhead = memory.lanes().get(lane).submitsAhead();
        step.parts.add(new Part(lane, isAhead, pieces, submit, alone));
      }
      return step;
    }

    private double run(List<Task> tasks) {
      return memory.seconds(tasks);
    }

    private static Task task(Piece piece, int lane, double submitSeconds) {
      return new Task(
          piece.shape(), lane, piece.seconds(), piece.bytes(), submitSeconds, List.of());
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
    return sum * ROUNDING;
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
    boolean isRepeated = ring.first() < all.length;
    double again = isRepeated ? handOver(choices.get(ring.last()), choices.get(ring.first())) : 0;
    int previous = -1;
    for (int i : placement.order()) {
      add(i, all[i], i == previous + 1 ? handOver[i] : again);
      previous = i;
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
    if (isDisturbed) {
      return ready + steps.run(left(step, ready));
    }
    if (Double.isNaN(step.undisturbedSeconds)) {
      step.undisturbedSeconds = steps.run(left(step, ready));
    }
    return ready + step.undisturbedSeconds;
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
