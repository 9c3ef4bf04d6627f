package org.socompass.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Device;
import org.socompass.hardware.LaunchMethod;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.TierUse;
import org.socompass.input.InputException;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.MappedOperator;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Exchange;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.RowGroups;
import org.socompass.operator.RowOperator;
import org.socompass.operator.energy.EnergyModel;

/**
 * Every number of seven templates moves some result, or is on the list of docs/reliability.md.
 *
 * <p>{@code mvn verify -Pfuzz} runs it: it takes minutes; one device by {@code
 * -Dinfluence.device=ID}.
 */
@Tag("fuzz")
final class FieldInfluenceTest {
  private static final Pattern NUMBER = Pattern.compile("[0-9.]+(?:e-?[0-9]+)?");
  private static final CostExperiment NOMINAL = CostExperiment.nominal(CostSettings.DEFAULT);
  private static final double[] FACTORS = {1.25, 1 / 64.0, 64, 0.5, 1.04, 0.96};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapdragon-8-gen-3",
        "a100-80gb",
        "rk3588",
        "apple-m1-8gpu",
        "jetson-agx-orin",
        "h800-sxm-80gb",
        "apple-m1-max-32gpu"
      })
  void aNumberMovesAResultOrIsOnTheList(String id) throws IOException {
    assumeTrue(id.equals(System.getProperty("influence.device", id)));
    var influence = new Influence(id);
    Map<String, String> idle = new TreeMap<>();
    int fields = 0;
    for (TemplateTree.Field field : TemplateTree.fields(DeviceLibrary.tree(id, List.of()))) {
      Matcher number = NUMBER.matcher(field.text());
      // Clocks of sustained operation move no short inference; a name may begin with a digit.
      boolean isOther = field.path().contains(".dvfs.") || field.path().endsWith(".name");
      if (!isOther && number.lookingAt()) {
        fields++;
        influence.idle(field, number).ifPresent(why -> idle.put(field.path(), why));
      }
    }
    Files.createDirectories(Path.of("target"));
    List<String> lines = new ArrayList<>();
    idle.forEach((path, why) -> lines.add(path + "  " + why));
    lines.add(0, id + ": " + idle.size() + " of " + fields);
    Files.write(Path.of("target", "idle-" + id + ".txt"), lines);
    // What no model reads moves nothing; what is read and moves nothing here is on the page.
    Set<String> unused = UnusedFields.of(new DeviceSource(id, List.of()));
    assertThat(idle.keySet()).containsAll(unused);
    String page = Files.readString(Path.of("../docs/reliability.md"));
    assertThat(
            idle.keySet().stream()
                .filter(path -> !unused.contains(path))
                .filter(path -> !page.contains("| `" + path + "` | ")))
        .isEmpty();
  }

  /** Results of a device, from those that are cheap. */
  private static final class Influence {
    private final String id;
    private final Device plain;
    private final List<Function<String, Object>> results = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private final Map<Integer, Object> known = new TreeMap<>();

    Influence(String id) {
      this.id = id;
      this.plain = DeviceLibrary.load(id);
      results.add(this::cost);
      owners.add("");
      for (String processor : plain.processorIds()) {
        for (Operator op : operators()) {
          results.add(set -> mapped(set, processor, op));
          owners.add("processors." + processor + ".");
        }
      }
      for (String processor : plain.processorIds()) {
        for (LaunchMethod method : LaunchMethod.values()) {
          results.add(set -> launched(set, processor, method));
          owners.add("processors." + processor + ".launch.");
        }
      }
      for (Quantization q : List.of(Quantization.W8A8, Quantization.W4A16)) {
        results.add(set -> inference(set, "auto", q, 32));
        owners.add("");
      }
      // Graphs of a length that nobody prepared; hand-overs through the driver.
      for (String engine : List.of("online-prepare", "layer-slow-sync")) {
        results.add(set -> inference(set, engine, Quantization.W4A16, 135));
        owners.add("");
      }
      results.add(this::sustained);
      owners.add("thermal.");
      for (CachedPrefix.Tier tier : CachedPrefix.Tier.values()) {
        var cached = TierUse.IN_MEMORY.with(new CachedPrefix(1000, tier));
        results.add(set -> tiered(set, "qwen2.5-0.5b", cached));
        owners.add(tier == CachedPrefix.Tier.FAR ? "far_memory." : tier.id() + ".");
      }
      for (TierUse.Mode mode : List.of(TierUse.Mode.FLASH, TierUse.Mode.MMAP)) {
        results.add(set -> tiered(set, "mixtral-8x7b", new TierUse(mode, 1, true)));
        owners.add("storage.");
      }
    }

    /** Returns why a field is idle; empty if it moves a result. */
    Optional<String> idle(TemplateTree.Field field, Matcher number) {
      int tried = 0;
      for (double factor : FACTORS) {
        String assignment = field.path() + "=" + UnusedFields.scaled(field.text(), number, factor);
        if (assignment.equals(field.path() + "=" + field.text())) {
          continue;
        }
        Device device;
        try {
          device = DeviceLibrary.load(id, List.of(assignment));
        } catch (InputException refused) {
          continue;
        }
        tried++;
        if (moves(assignment)) {
          return Optional.empty();
        }
        if (device.equals(plain)) {
          return Optional.of("not read");
        }
        if (tried == 3) {
          break;
        }
      }
      return tried == 0 ? Optional.empty() : Optional.of("read");
    }

    private boolean moves(String assignment) {
      for (int i = 0; i < results.size(); i++) {
        if (!mayMove(i, assignment)) {
          continue;
        }
        Function<String, Object> result = results.get(i);
        Object before = known.computeIfAbsent(i, x -> result.apply(""));
        try {
          if (!Objects.equals(before, result.apply(assignment))) {
            return true;
          }
        } catch (InputException refused) {
          return true;
        }
      }
      return false;
    }

    /** A field of a processor moves no operator of another. */
    private boolean mayMove(int i, String assignment) {
      String of = owners.get(i);
      return of.isEmpty()
          || assignment.startsWith(of)
          || (of.startsWith("processors.") && !assignment.startsWith("processors."));
    }

    private final Map<String, OperatorMapper> mappers = new TreeMap<>();

    private Object mapped(String set, String processor, Operator op) {
      OperatorMapper mapper =
          mappers.computeIfAbsent(
              set, s -> new OperatorMapper(DeviceLibrary.load(id, connected(s))));
      mappers.keySet().removeIf(s -> !s.isEmpty() && !s.equals(set));
      try {
        if (!(mapper.map(op, processor) instanceof MappedOperator m)) {
          return "none";
        }
        Device device = mapper.device();
        double bytes = m.cost().traffic(MemoryLevel.MAIN_MEMORY);
        return List.of(
            m.cost(),
            EnergyModel.aboveIdle(
                m.cost(), op, device.processor(processor), device.memory(), bytes));
      } catch (IllegalArgumentException | InputException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /** Collectives need more than one device. */
    private List<String> connected(String set) {
      List<String> result = new ArrayList<>(overrides(set));
      if (plain.interconnect().isPresent() && plain.deviceCount() == 1) {
        result.add("interconnect.devices=4");
      }
      return result;
    }

    private Object launched(String set, String processor, LaunchMethod method) {
      Device device = DeviceSource.launching(DeviceLibrary.load(id, overrides(set)), method);
      List<Object> all = new ArrayList<>();
      for (Operator op :
          List.of(
              new Matmul(1, 8, 256, 256, DataType.FP16, DataType.FP16, DataType.FP16),
              new RowOperator(RowOperator.Kind.SOFTMAX, 8, 256, DataType.FP16),
              new RowOperator(RowOperator.Kind.RMSNORM, 8, 256, DataType.FP16),
              new ElementwiseOperator(
                  ElementwiseOperator.Kind.GELU, 1000, DataType.FP16, DataType.FP16),
              new Attention(1, 1, 64, 8, 8, 64, true, DataType.FP16))) {
        all.add(
            new OperatorMapper(device).map(op, processor) instanceof MappedOperator m
                ? m.cost()
                : "none");
      }
      return all;
    }

    private Object cost(String set) {
      var source = new DeviceSource(id, overrides(set));
      DeviceCost cost = DeviceCost.of(source.load(), source.anchor(), NOMINAL);
      return String.valueOf(cost);
    }

    private List<InferenceResult> results(String set, String engine, Quantization q, long prompt) {
      var request =
          new InferenceRequest(
              ModelLibrary.byId("qwen2.5-0.5b"), q, prompt, 2, 1, engine, List.of());
      try {
        var inference = new InferenceModel(new DeviceSource(id, overrides(set)));
        return engine.equals("auto")
            ? inference.candidates(request)
            : List.of(inference.run(request));
      } catch (InputException e) {
        return List.of();
      }
    }

    /** An inference whose weights or prefix come from storage, other memory or machines. */
    private Object tiered(String set, String model, TierUse use) {
      var request =
          new InferenceRequest(
                  ModelLibrary.byId(model), Quantization.W4A16, 2000, 2, 1, "auto", List.of())
              .placed(use);
      try {
        List<Object> all = new ArrayList<>();
        var source = new DeviceSource(id, overrides(set));
        for (InferenceResult r : new InferenceModel(source).candidates(request)) {
          all.add(r.placement());
          all.add(r.ttftSeconds());
          all.add(r.endToEndSeconds());
        }
        return all;
      } catch (InputException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private Object inference(String set, String engine, Quantization q, long prompt) {
      var source = new DeviceSource(id, overrides(set));
      var design = new DesignModel(source, NOMINAL, InferenceModel::new);
      List<Object> all = new ArrayList<>();
      for (InferenceResult r : results(set, engine, q, prompt)) {
        DesignEvaluation e = design.evaluation(r);
        Metrics.all().forEach(m -> all.add(m.value(e)));
        all.add(r.prefill().operators());
        all.add(r.decode().operators());
      }
      return all;
    }

    private Object sustained(String set) {
      var source = new DeviceSource(id, overrides(set));
      var design = new DesignModel(source, NOMINAL, InferenceModel::new);
      List<Object> all = new ArrayList<>();
      for (InferenceResult r : results(set, "auto", Quantization.W8A8, 32)) {
        DesignEvaluation e = design.evaluation(r);
        all.add(String.valueOf(e.onRequest().sustained()));
      }
      return all;
    }
  }

  private static List<String> overrides(String set) {
    return set.isEmpty() ? List.of() : List.of(set);
  }

  private static List<Operator> operators() {
    DataType h = DataType.FP16;
    List<Operator> all = new ArrayList<>();
    for (DataType t : DataType.values()) {
      for (long m : new long[] {1, 8, 24, 400}) {
        all.add(new Matmul(1, m, 1024, 768, t.isInteger() || t == DataType.FP32 ? t : h, t, h));
        all.add(new Matmul(1, m, 4096, 1000, h, t, h));
      }
      all.add(new Matmul(1, 300, 2048, 2048, t, t, h));
    }
    all.add(new Matmul(1, 8192, 8192, 8192, h, h, h));
    all.add(new Matmul(1, 2048, 4096, 4096, DataType.FP32, DataType.FP32, DataType.FP32));
    for (long rows : new long[] {1, 16, 300}) {
      all.add(
          new Matmul(32, rows, 4096, 1536, h, h, h)
              .grouped(RowGroups.even(32, rows, 8 * rows, 64)));
    }
    for (RowOperator.Kind kind : RowOperator.Kind.values()) {
      Stream.of(h, DataType.FP32).forEach(t -> all.add(new RowOperator(kind, 16, 4096, t)));
      all.add(new RowOperator(kind, 1, 1000, h));
      all.add(new RowOperator(kind, 4000, 4096, h));
    }
    for (ElementwiseOperator.Kind kind : ElementwiseOperator.Kind.values()) {
      all.add(new ElementwiseOperator(kind, 1 << 22, h, h));
      all.add(new ElementwiseOperator(kind, 1000, DataType.FP32, DataType.FP32));
    }
    for (long queries : new long[] {1, 512}) {
      all.add(new Attention(1, queries, 2048, 16, 4, 128, true, h));
      all.add(new Attention(2, queries, 4000, 8, 8, 64, true, h));
      all.add(new Attention(4, queries, 4000, 128, 1, 576, 512, true, true, h));
    }
    all.add(new AllReduce(1000, h, 4));
    all.add(new AllReduce(1 << 24, h, 4));
    all.add(new Exchange(Exchange.Kind.ALL_TO_ALL, 1 << 20, h, 4));
    return all;
  }
}
