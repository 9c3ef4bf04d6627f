package org.socompass.inference.pass;

import java.util.ArrayList;
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
  private final Map<Long, List<Integer>> valuesOfLayer = new LinkedHashMap<>();
  private long handOvers;

  ChunkTasks(double handOverSeconds) {
    this.handOverSeconds = handOverSeconds;
  }

  List<Task> tasks() {
    return tasks;
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
  List<Integer> add(ChunkWork work, long chunk, boolean isFirst) {
    List<Integer> before = List.of();
    if (work.head().isPresent()) {
      before = List.of(task("chunk " + chunk, work.head().get(), before));
    }
    long layer = 0;
    for (ChunkWork.Layers kind : work.kinds()) {
      for (long i = 0; i < kind.count(); i++) {
        for (ChunkWork.Stage stage : kind.stages()) {
          before = stage(stage, "chunk " + chunk + " layer " + layer, layer, isFirst, before);
        }
        layer++;
      }
    }
    return before;
  }

  /** Ends the prompt with a chunk whose layers were added. */
  void end(ChunkWork work, long chunk, List<Integer> before) {
    work.tail().ifPresent(tail -> task("chunk " + chunk, tail, before));
  }

  private List<Integer> stage(
      ChunkWork.Stage stage, String name, long layer, boolean isFirst, List<Integer> before) {
    if (!stage.main().isNpu()) {
      List<Integer> waits = new ArrayList<>(before);
      if (stage.isAttention()) {
        // The values of this chunk are among those it waits for anyway.
        List<Integer> values = valuesOfLayer.computeIfAbsent(layer, l -> new ArrayList<>());
        waits.addAll(values);
        values.add(before.get(0));
      }
      return List.of(task(name, stage.main(), waits));
    }
    List<Integer> result = new ArrayList<>();
    List<Integer> loaded =
        isFirst && stage.firstUse().isPresent()
            ? List.of(task(name, stage.firstUse().get(), before))
            : before;
    result.add(task(name, stage.main(), loaded));
    stage.shadow().ifPresent(shadow -> result.add(task(name, shadow, before)));
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
