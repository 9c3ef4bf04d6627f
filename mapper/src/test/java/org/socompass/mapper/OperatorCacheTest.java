package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.input.InputException;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/** What finds a result again, and what must not. */
final class OperatorCacheTest {
  private static final DataType H = DataType.FP16;
  private static final String PHONE = "snapdragon-8-gen-3";
  private static final List<Operator> OPERATORS =
      List.of(
          new Matmul(1, 64, 1024, 512, H, H, H),
          new Matmul(1, 1, 1024, 512, H, DataType.INT4, H),
          new Matmul(1, 256, 1024, 512, DataType.INT8, DataType.INT8, H),
          new Attention(1, 64, 128, 8, 2, 64, true, H),
          new RowOperator(RowOperator.Kind.SOFTMAX, 512, 4096, H),
          new RowOperator(RowOperator.Kind.RMSNORM, 64, 8192, H),
          new ElementwiseOperator(ElementwiseOperator.Kind.SILU, 1 << 20, H, H),
          new AllReduce(1 << 20, H, 4));

  private static OperatorMapper mapper(OperatorCache cache, String device, String... overrides) {
    return new OperatorMapper(DeviceLibrary.load(device, List.of(overrides)), cache);
  }

  private static void mapAll(OperatorMapper mapper) {
    for (String processor : mapper.device().processorIds()) {
      OPERATORS.forEach(op -> mapper.map(op, processor));
    }
  }

  /** The law that makes sharing safe: what is blanked has no effect on any result. */
  @ParameterizedTest
  @MethodSource("devices")
  void blankedParametersHaveNoEffect(String id) {
    Device device = DeviceLibrary.load(id);
    for (Processor processor : device.processors().values()) {
      for (Operator op : OPERATORS) {
        var whole = RelevantHardware.unchanged(processor, device.memory(), device.interconnect());
        var relevant = RelevantHardware.of(RelevantHardware.Kind.of(op), device, processor);
        var goal = new SearchGoal(SearchBudget.UNLIMITED, true);
        MapResult expected = new OperatorSearch(whole, goal, tiles()).search(op);
        MapResult found = new OperatorSearch(relevant, goal, tiles()).search(op);

        if (expected instanceof MappedOperator a && found instanceof MappedOperator b) {
          assertThat(b.mapping()).isEqualTo(a.mapping());
          assertThat(b.cost()).isEqualTo(a.cost());
          assertThat(b.runnerUp()).isEqualTo(a.runnerUp());
        } else {
          assertThat(found).isEqualTo(expected);
        }
      }
    }
  }

  private static org.socompass.operator.matmul.TileCycles tiles() {
    return new org.socompass.operator.matmul.CachedTileCycles();
  }

  static List<String> devices() {
    return DeviceLibrary.ids();
  }

  @ParameterizedTest
  @MethodSource("untouched")
  void parametersThatNoOperatorReadsFindEverything(String override) {
    var cache = new OperatorCache();
    mapAll(mapper(cache, PHONE));
    OperatorMapper second = mapper(cache, PHONE, override);
    mapAll(second);

    assertThat(second.statistics().searched()).isZero();
    assertThat(second.statistics().found()).isEqualTo(3L * OPERATORS.size());
  }

  static Stream<String> untouched() {
    return Stream.of(
        "memory.capacity=8 GB",
        "processors.gpu.energy.idle=0.3 W",
        "process_node=N5",
        "name=Other");
  }

  /** Which operators of which processors are searched anew. */
  @ParameterizedTest
  @CsvSource({
    "processors.npu.clock=1.1 GHz, npu",
    "processors.npu.matrix.rows=64, npu",
    "processors.cpu.cores=7, cpu",
    "processors.gpu.launch.softmax=11 us, gpu",
    "processors.gpu.global_buffer.capacity=2 MiB, gpu"
  })
  void anotherProcessorIsFoundAgain(String override, String changed) {
    var cache = new OperatorCache();
    mapAll(mapper(cache, PHONE));
    for (String processor : List.of("cpu", "gpu", "npu")) {
      OperatorMapper second = mapper(cache, PHONE, override);
      OPERATORS.forEach(op -> second.map(op, processor));

      if (processor.equals(changed)) {
        assertThat(second.statistics().searched()).isPositive();
      } else {
        assertThat(second.statistics().searched()).as(processor).isZero();
      }
    }
  }

  @Test
  void aChangeOfOneClassOfKernelsSearchesThatClassOnly() {
    var cache = new OperatorCache();
    mapAll(mapper(cache, "jetson-agx-orin"));
    OperatorMapper second =
        mapper(cache, "jetson-agx-orin", "processors.gpu.kernels.streaming.softmax.long_reads=2");
    OPERATORS.forEach(op -> second.map(op, "gpu"));

    assertThat(second.statistics().searched()).isEqualTo(1);
  }

  @Test
  void whatMattersIsSearchedAnew() {
    var cache = new OperatorCache();
    Operator op = OPERATORS.get(0);
    var slow = (MappedOperator) mapper(cache, "jetson-agx-orin").map(op, "gpu");
    var fast =
        (MappedOperator)
            mapper(cache, "jetson-agx-orin", "processors.gpu.clock=2.6 GHz").map(op, "gpu");

    assertThat(fast.cost().latencySeconds()).isLessThan(slow.cost().latencySeconds());
  }

  @Test
  void budgetsAndRunnersUpDoNotMix() {
    var cache = new OperatorCache();
    Device orin = DeviceLibrary.load("jetson-agx-orin");
    Operator op = OPERATORS.get(0);
    var hasty = new OperatorMapper(orin, new SearchBudget(1), cache);
    var patient = new OperatorMapper(orin, cache);

    assertThat(((MappedOperator) hasty.map(op, "gpu")).search().evaluated()).isEqualTo(1);
    assertThat(((MappedOperator) patient.map(op, "gpu")).search().optimal()).isTrue();
    assertThat(((MappedOperator) patient.map(op, "gpu")).runnerUp()).isEmpty();
    assertThat(((MappedOperator) patient.mapWithRunnerUp(op, "gpu")).runnerUp()).isPresent();
    assertThat(patient.statistics())
        .isEqualTo(
            new OperatorMapper.Statistics(
                1, 0, 2, patient.statistics().mappings(), patient.statistics().evaluated()));
  }

  @Test
  void theWeightIsBounded() {
    var cache = new OperatorCache(40_960, null);
    OperatorMapper mapper = mapper(cache, "jetson-agx-orin");
    for (int m = 1; m <= 200; m++) {
      mapper.map(new Matmul(1, m, 64, 64, H, H, H), "gpu");
    }

    assertThat(cache.size()).isLessThanOrEqualTo(40);
    assertThat(mapper.statistics().searched()).isGreaterThanOrEqualTo(200);
  }

  /** Entries are 4 KiB by estimate, and a hardware weighs no less than what it holds. */
  @Test
  void theWeightOfAllHardwareIsBounded() {
    var cache = new OperatorCache(2 << 20, null);
    for (int i = 0; i < 40; i++) {
      OperatorMapper mapper =
          mapper(cache, "jetson-agx-orin", "processors.gpu.clock=%d MHz".formatted(900 + i));
      for (int m = 1; m <= 60; m++) {
        mapper.map(new Matmul(1, m, 64, 64, H, H, H), "gpu");
      }
    }

    assertThat(cache.size()).isBetween(60L, 512L);
  }

  /** A store that another process might have filled. */
  private static final class MapStore implements ResultStore {
    final Map<String, String> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<String> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(String key, String result) {
      entries.put(key, result);
    }
  }

  @ParameterizedTest
  @MethodSource("stored")
  void aStoredResultIsTheResult(String device, String processor, String override) {
    var store = new MapStore();
    OperatorMapper first =
        mapper(new OperatorCache(1 << 20, store), device, override.split(";", -1));
    OperatorMapper second =
        mapper(new OperatorCache(1 << 20, store), device, override.split(";", -1));
    for (Operator op : OPERATORS) {
      MapResult searched = first.mapWithRunnerUp(op, processor);
      MapResult stored = second.mapWithRunnerUp(op, processor);
      if (searched instanceof MappedOperator a && stored instanceof MappedOperator b) {
        assertThat(b.mapping()).isEqualTo(a.mapping());
        assertThat(b.cost()).isEqualTo(a.cost());
        assertThat(b.runnerUp()).isEqualTo(a.runnerUp());
        assertThat(b.search().total()).isEqualTo(a.search().total());
        assertThat(b.search().evaluated()).isEqualTo(a.search().evaluated());
        assertThat(b.search().gap()).isEqualTo(a.search().gap());
      } else {
        assertThat(stored).isEqualTo(searched);
      }
    }
    assertThat(store.entries).isNotEmpty();
    assertThat(second.statistics().stored()).isEqualTo(store.entries.size());
  }

  static Stream<Arguments> stored() {
    String clock = "memory.capacity=8 GB";
    return Stream.of(
        Arguments.of("jetson-agx-orin", "gpu", clock),
        Arguments.of(PHONE, "npu", clock),
        Arguments.of(PHONE, "npu", "processors.npu.kernels.matmul.blocking=any"),
        Arguments.of(PHONE, "gpu", clock),
        Arguments.of("rk3588", "npu", clock),
        Arguments.of("a100-80gb-x4", "gpu", clock));
  }

  /** Whatever stands in a store, the answer is right. */
  @Test
  void aStoreOfRubbishIsSearchedAnew() {
    var good = new MapStore();
    Operator op = OPERATORS.get(0);
    Device orin = DeviceLibrary.load("jetson-agx-orin");
    var expected =
        (MappedOperator) new OperatorMapper(orin, new OperatorCache(1 << 20, good)).map(op, "gpu");
    String key = good.entries.keySet().iterator().next();
    String text = good.find(key).orElseThrow();
    for (int end = 0; end < text.length(); end++) {
      for (String damaged :
          List.of(text.substring(0, end), text.substring(0, end) + "#" + text.substring(end + 1))) {
        var store = new MapStore();
        store.put(key, damaged);
        var found =
            (MappedOperator)
                new OperatorMapper(orin, new OperatorCache(1 << 20, store)).map(op, "gpu");

        assertThat(found.cost().latencySeconds())
            .as(damaged)
            .isGreaterThanOrEqualTo(expected.cost().latencySeconds());
      }
    }
    var other = new MapStore();
    other.put(key, text.replace("tile_m=", "tile_m=9"));
    assertThat(
            ((MappedOperator)
                    new OperatorMapper(orin, new OperatorCache(1 << 20, other)).map(op, "gpu"))
                .mapping())
        .isEqualTo(expected.mapping());
  }

  @Test
  void theTextOfAKeyTellsDataApart() {
    assertThat(CanonicalText.of(List.of("ab", "c")))
        .isNotEqualTo(CanonicalText.of(List.of("a", "bc")));
    assertThat(CanonicalText.of(List.of(Optional.empty(), OptionalDouble.of(1))))
        .isEqualTo("[?.,?1.0.,]");
    Map<String, Object> forward = new LinkedHashMap<>();
    Map<String, Object> backward = new HashMap<>();
    for (int i = 0; i < 9; i++) {
      forward.put("k" + i, i);
      backward.put("k" + (8 - i), 8 - i);
    }
    assertThat(CanonicalText.of(forward)).isEqualTo(CanonicalText.of(backward));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalText.of(new Object()))
        .withMessage("no text for class java.lang.Object");
  }

  @Test
  void anUnknownProcessorIsTheUsersMistake() {
    org.assertj.core.api.Assertions.assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> mapper(new OperatorCache(), PHONE).map(OPERATORS.get(0), "gpuu"))
        .withMessageContaining("did you mean 'gpu'?");
  }
}
