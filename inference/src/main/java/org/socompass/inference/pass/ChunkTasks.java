package org.socompass.inference.pass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.inference.schedule.Task;

/** The tasks of consecutive chunks, the NPU's on lane 0, those of the float processor on lane 1. */
final class ChunkTasks {
  static final int NPU_LANE = 0;
  static final int FLOAT_LANE = 1;

  private final double handOverSeconds;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final Map<Long, List<Integer>> valuesOfLayer = new LinkedHashMap<>();
  private long handOvers;
  private long chunk = -1;
  private long stage;

  ChunkTasks(double handOverSeconds) {
    this.handOverSeconds = handOverSeconds;
  }

  /** Where a task stands in the prompt. */
  private record Place(int task, long chunk, long stage) {
    long turn(long lead) {
      return stage + lead * chunk;
    }
  }

  /** Returns the tasks in the order of the prompt. */
  List<Task> tasks() {
    return tasks;
  }

  /**
   * Returns the tasks in turns, of which each lane takes the earliest first:
   *
   * <pre>{@code
   * turn = stage of the chunk + lead * chunk
   * }</pre>
   *
   * @param lead stages by which a chunk is ahead of the next, at least 1; with as many as the model
   *     has, one chunk after another
   */
  List<Task> inTurns(long lead) {
    List<Place> order = new ArrayList<>(places);
    order.sort(Comparator.<Place>comparingLong(p -> p.turn(lead)).thenComparingInt(Place::task));
    int[] position = new int[order.size()];
    for (int i = 0; i < position.length; i++) {
      position[order.get(i).task()] = i;
    }
    List<Task> result = new ArrayList<>(position.length);
    for (Place place : order) {
      Task task = tasks.get(place.task());
      List<Task.Wait> waits = new ArrayList<>(task.waits().size());
      for (Task.Wait wait : task.waits()) {
        waits.add(new Task.Wait(position[wait.task()], wait.handOverSeconds()));
      }
      result.add(
          new Task(
              task.name(), task.lane(), task.seconds(), task.bytes(), task.submitSeconds(), waits));
    }
    return result;
  }

  /** Returns the waits so far that cross from one processor to the other. */
  long handOvers() {
    return handOvers;
  }

  /**
   * Adds the next chunk.
   *
   * @param isFirst whether it brings the weights into reach of the NPU
   * @return the last tasks of its layers
   */
  List<Integer> add(ChunkWork work, boolean isFirst) {
    chunk++;
    stage = 0;
    List<Integer> before = List.of();
    if (work.head().isPresent()) {
      before = List.of(task("chunk " + chunk, work.head().get(), before));
    }
    long layer = 0;
    for (ChunkWork.Layers kind : work.kinds()) {
      for (long i = 0; i < kind.count(); i++) {
        for (ChunkWork.Stage each : kind.stages()) {
          stage++;
          before = stage(each, layer, isFirst, before);
        }
        layer++;
      }
    }
    return before;
  }

  /** Ends the prompt with the chunk whose layers were added last. */
  void end(ChunkWork work, List<Integer> before) {
    stage++;
    work.tail().ifPresent(tail -> task("chunk " + chunk, tail, before));
  }

  private List<Integer> stage(
      ChunkWork.Stage work, long layer, boolean isFirst, List<Integer> before) {
    String name = "chunk " + chunk + " layer " + layer;
    if (!work.main().isNpu()) {
      List<Integer> waits = new ArrayList<>(before);
      if (work.isAttention()) {
        // The values of this chunk are among those it waits for anyway.
        List<Integer> values = valuesOfLayer.computeIfAbsent(layer, l -> new ArrayList<>());
        waits.addAll(values);
        values.add(before.get(0));
      }
      return List.of(task(name, work.main(), waits));
    }
    List<Integer> result = new ArrayList<>();
    List<Integer> loaded =
        isFirst && work.firstUse().isPresent()
            ? List.of(task(name, work.firstUse().get(), before))
            : before;
    result.add(task(name, work.main(), loaded));
    work.shadow().ifPresent(shadow -> result.add(task(name, shadow, before)));
    return result;
  }

  private int task(String name, ChunkWork.Item item, List<Integer> before) {
    int lane = item.isNpu() ? NPU_LANE : FLOAT_LANE;
    List<Task.Wait> waits = new ArrayList<>(before.size());
    for (int task : before) {
      boolean crosses = tasks.get(task).lane() != lane;
      handOvers += crosses && handOverSeconds > 0 ? 1 : 0;
      waits.add(new Task.Wait(task, crosses ? handOverSeconds : 0));
    }
    places.add(new Place(tasks.size(), chunk, stage));
    tasks.add(
        new Task(
            name + ": " + item.name(),
            lane,
            item.seconds(),
            item.bytes(),
            item.submitSeconds(),
            waits));
    return tasks.size() - 1;
  }
}
