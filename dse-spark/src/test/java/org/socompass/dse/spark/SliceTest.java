package org.socompass.dse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.dse.SharingOrder;
import org.socompass.dse.spec.PointSpace;
import org.socompass.dse.spec.SpecReader;
import org.socompass.dse.spec.SweepSpec;

final class SliceTest {
  @ParameterizedTest(name = "from {0} of {1} points on {2} cores: {3} points, {4} tasks")
  @CsvSource({
    "0, 3, 2, 3, 3",
    "0, 500, 2, 500, 16",
    "0, 100000, 2, 20000, 40",
    "100, 20101, 2, 20000, 40",
    "20100, 20101, 2, 1, 1",
    "0, 100000, 10, 40000, 80",
    "0, 100000000, 100, 400000, 800",
    "0, 100000000, 10000, 500000, 80000"
  })
  void tasksAreSmallAndEnoughForTheCores(long from, long end, int cores, long points, int tasks) {
    assertThat(Slice.next(from, end, cores)).isEqualTo(new Slice(from, from + points, tasks));
  }

  @Test
  void tasksHaveAllPointsOnceInTheSharingOrder(@TempDir Path temporary) throws Exception {
    Path file = temporary.resolve("spec.yaml");
    Files.writeString(
        file,
        """
        device: snapdragon-8-gen-3
        parameters:
          cores: {path: processors.gpu.cores, values: [2, 4, 6]}
          slc: {path: system_cache.capacity, values: [4 MiB, 8 MiB]}
          rate: {path: memory.data_rate, range: {from: 6400 MT/s, to: 7400 MT/s, step: 200 MT/s}}
        workloads:
          chat: {model: qwen2.5-1.5b, quantization: w4a16, prompt: 16, output: 2, engine: gpu-only}
        objectives:
          ttft_ms: min
        """);
    SweepSpec spec = SpecReader.read(file);
    var space = new PointSpace(spec);
    SharingOrder order = SharingOrder.of(spec, List.of(2, 0, 1));
    List<long[]> tasks = new Slice(5, 34, 4).points(space, order);
    assertThat(tasks).hasSize(4).allMatch(task -> task.length == 7 || task.length == 8);
    List<Long> points = tasks.stream().flatMapToLong(LongStream::of).boxed().toList();
    assertThat(points)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(5, 34).boxed().toList())
        .isSortedAccordingTo((a, b) -> Long.compare(rank(order, space, a), rank(order, space, b)));
  }

  private static long rank(SharingOrder order, PointSpace space, long point) {
    return order.rank(space.point(point));
  }
}
