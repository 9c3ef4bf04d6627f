package org.socompass.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Piece;
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
final class ChainTimes {
  private final Placement placement;
  private final ChainSchedule.SharedMemory memory;
  private final double handOverSeconds;
  private final List<Step> steps = new ArrayList<>();
  private final double[] submitted;
  private final double[] seconds;
  private double end;
  private int previous = -1;

  /** What an operator does on one lane after the other. */
  private static final class Step {
    final Choice choice;
    final List<Part> parts = new ArrayList<>();
    OptionalDouble undisturbedSeconds = OptionalDouble.empty();

    Step(Choice choice) {
      this.choice = choice;
    }
  }

  /**
   * The pieces on one lane.
   *
   * @param aloneSeconds what each takes if no other lane works [s]
   */
  private record Part(int lane, boolean isAhead, List<Piece> pieces, List<Double> aloneSeconds) {}

  private ChainTimes(
      Placement placement, ChainSchedule.SharedMemory memory, double handOverSeconds) {
    this.placement = placement;
    this.memory = memory;
    this.handOverSeconds = handOverSeconds;
    this.submitted = new double[memory.lanes().size()];
    this.seconds = new double[placement.choices().size()];
    placement.choices().forEach(c -> steps.add(step(c)));
  }

  /**
   * Returns the times of a placement.
   *
   * @param memory the processors and their memory
   * @param handOverSeconds cost of a hand-over [s]
   */
  static ChainTimes of(
      Placement placement, ChainSchedule.SharedMemory memory, double handOverSeconds) {
    var times = new ChainTimes(placement, memory, handOverSeconds);
    placement.order().forEach(times::add);
    return times;
  }

  /** Returns when the last operator ends [s]. */
  double endSeconds() {
    return end;
  }

  /** Returns the time of an operator, all layers together, without hand-overs [s]. */
  double seconds(int node) {
    return seconds[node];
  }

  private Step step(Choice choice) {
    var step = new Step(choice);
    for (String processor : choice.processors()) {
      int lane = memory.index(processor);
      List<Piece> pieces =
          choice.pieces().stream().filter(p -> p.processor().equals(processor)).toList();
      List<Double> alone = new ArrayList<>();
      if (!choice.isCut()) {
        pieces.forEach(piece -> alone.add(run(List.of(task(piece, lane, 0)))));
      }
      step.parts.add(new Part(lane, memory.lanes().get(lane).submitsAhead(), pieces, alone));
    }
    return step;
  }

  private void add(int node) {
    Step step = steps.get(node);
    double handOver =
        previous < 0
            ? 0
            : placement.choices().get(previous).handOversTo(step.choice) * handOverSeconds;
    double ready = end + handOver;
    double ended = step.parts.size() == 1 ? alone(step.parts.get(0), ready) : cut(step, ready);
    seconds[node] += ended - end - handOver;
    end = ended;
    previous = node;
  }

  private double alone(Part part, double ready) {
    double now = ready;
    for (int i = 0; i < part.pieces.size(); i++) {
      double submit = part.pieces.get(i).submitSeconds();
      submitted[part.lane] += submit;
      double start = part.isAhead ? Math.max(now, submitted[part.lane]) : now + submit;
      now = start + part.aloneSeconds.get(i);
    }
    return now;
  }

  private double cut(Step step, double ready) {
    List<Task> tasks = new ArrayList<>();
    boolean isDisturbed = false;
    for (Part part : step.parts) {
      double before = 0;
      for (Piece piece : part.pieces) {
        submitted[part.lane] += piece.submitSeconds();
        double left = Math.max(0, submitted[part.lane] - ready);
        tasks.add(task(piece, part.lane, part.isAhead ? left - before : piece.submitSeconds()));
        isDisturbed |= part.isAhead && left > 0;
        before = left;
      }
    }
    if (isDisturbed) {
      return ready + run(tasks);
    }
    if (step.undisturbedSeconds.isEmpty()) {
      step.undisturbedSeconds = OptionalDouble.of(run(tasks));
    }
    return ready + step.undisturbedSeconds.getAsDouble();
  }

  private double run(List<Task> tasks) {
    return memory.run(tasks).seconds();
  }

  private static Task task(Piece piece, int lane, double submitSeconds) {
    return new Task(piece.shape(), lane, piece.seconds(), piece.bytes(), submitSeconds, List.of());
  }
}
