package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.Choice;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.Placement;
import org.socompass.inference.schedule.FluidSimulation;
import org.socompass.inference.schedule.Lane;
import org.socompass.inference.schedule.Task;
import org.socompass.inference.schedule.Timeline;
import org.socompass.operator.MainMemoryStream;

/**
 * A pass as it runs: operators one after another, the pieces of a cut operator at once.
 *
 * @param timeline what ran when
 * @param seconds time of each operator of the graph, all layers together, from the end of the one
 *     before to its own end, without hand-overs [s]
 */
public record ChainSchedule(Timeline timeline, List<Double> seconds) {
  /**
   * Simulates a placement.
   *
   * @param names of the operators
   * @param lanes the processors
   * @param handOverSeconds cost of a hand-over [s]
   */
  public static ChainSchedule of(
      List<String> names, Placement placement, SharedMemory lanes, double handOverSeconds) {
    return new Builder(names, placement, lanes, handOverSeconds).build();
  }

  /**
   * Lanes that share a memory.
   *
   * @param lanes the processors
   * @param bytesPerSecond what they reach together [B/s]
   * @param backgroundBytesPerSecond what something else asks for [B/s]
   */
  public record SharedMemory(
      List<Lane> lanes, double bytesPerSecond, double backgroundBytesPerSecond) {
    /**
     * Returns the processors of a device as an engine uses them.
     *
     * @param submitsAhead whether operators of CPU and GPU are submitted ahead
     */
    public static SharedMemory of(
        Device device, List<String> processorIds, boolean submitsAhead, Background background) {
      List<Lane> lanes = new ArrayList<>();
      for (String id : processorIds) {
        Processor p = device.processor(id);
        boolean ahead = submitsAhead && p.kind() != ProcessorKind.NPU;
        lanes.add(
            new Lane(
                id,
                MainMemoryStream.bandwidth(p, device.memory(), p.dram().efficiency()),
                background.left(p.kind()),
                ahead));
      }
      return new SharedMemory(
          lanes, device.memory().achievableBytesPerSecond(), background.bytesPerSecond());
    }

    int index(String id) {
      for (int i = 0; i < lanes.size(); i++) {
        if (lanes.get(i).id().equals(id)) {
          return i;
        }
      }
      throw new IllegalArgumentException("no lane " + id);
    }

    public Lane lane(String id) {
      return lanes.get(index(id));
    }

    /** Returns the end of {@link #run} [s]. */
    double seconds(List<Task> tasks) {
      return FluidSimulation.seconds(lanes, tasks, bytesPerSecond, backgroundBytesPerSecond);
    }

    Timeline run(List<Task> tasks) {
      return FluidSimulation.run(lanes, tasks, bytesPerSecond, backgroundBytesPerSecond);
    }
  }

  private static final class Builder {
    private final List<String> names;
    private final Placement placement;
    private final SharedMemory lanes;
    private final double handOverSeconds;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private List<Integer> before = List.of();
    private int previous = -1;

    /** One run of an operator: which, its last tasks, and the hand-overs before it. */
    private record Step(int node, List<Integer> lastTasks, double handOverSeconds) {}

    Builder(List<String> names, Placement placement, SharedMemory lanes, double handOverSeconds) {
      this.names = names;
      this.placement = placement;
      this.lanes = lanes;
      this.handOverSeconds = handOverSeconds;
    }

    ChainSchedule build() {
      for (int node : placement.order()) {
        add(node);
      }
      Timeline timeline = lanes.run(tasks);
      double[] seconds = new double[placement.choices().size()];
      double end = 0;
      for (Step step : steps) {
        double ended = end;
        for (int task : step.lastTasks()) {
          ended = Math.max(ended, timeline.spans().get(task).endSeconds());
        }
        seconds[step.node()] += ended - end - step.handOverSeconds();
        end = ended;
      }
      List<Double> result = new ArrayList<>();
      for (double s : seconds) {
        result.add(s);
      }
      return new ChainSchedule(timeline, result);
    }

    private void add(int node) {
      Choice choice = placement.choices().get(node);
      double handOver =
          previous < 0
              ? 0
              : placement.choices().get(previous).handOversTo(choice) * handOverSeconds;
      List<Task.Wait> waits = before.stream().map(task -> new Task.Wait(task, handOver)).toList();
      List<Integer> last = new ArrayList<>();
      for (String processor : choice.processors()) {
        int lane = lanes.index(processor);
        boolean isFirst = true;
        for (Piece piece : choice.pieces()) {
          if (piece.processor().equals(processor)) {
            tasks.add(piece.task(names.get(node), lane, isFirst ? waits : List.of()));
            isFirst = false;
          }
        }
        last.add(tasks.size() - 1);
      }
      steps.add(new Step(node, last, handOver));
      before = List.copyOf(last);
      previous = node;
    }
  }
}
