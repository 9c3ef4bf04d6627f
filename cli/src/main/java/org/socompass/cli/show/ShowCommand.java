package org.socompass.cli.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cost.constants.CostTables;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.JsonSchema;
import org.socompass.hardware.template.SourceGrade;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.engine.Scheduling;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelFacts;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass show}: every field of one thing. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show every field of a device, model or engine, every constant of area, cost and carbon, or"
            + " the JSON Schema of templates, with its unit and source. Values with a range are empirical: a calibration may move"
            + " them in it, and the uncertainty of cost comes from it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass show device snapdragon-8-gen-3",
      "  socompass show model llama-3-8b --format json",
      "  socompass show constants process-nodes",
      "  socompass show schema"
    })
public final class ShowCommand implements Callable<Integer> {
  private static final String SCHEMA = "schema";
  private static final List<String> KINDS =
      List.of("device", "model", "engine", "constants", SCHEMA);

  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "device|model|engine|constants|schema",
      description = "What to show.")
  String kind = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID|FILE",
      description =
          "Its id ('socompass list'), or a path to a template or model file; of constants, the"
              + " table: area-model, process-nodes, assembly, memory-prices, carbon,"
              + " measured-blocks.")
  String id = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Override a template field of the device. Repeatable.")
  List<String> overrides = new ArrayList<>();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  /**
   * A field.
   *
   * @param path its path
   * @param value its value
   * @param unit its unit, if the value does not say
   * @param range where an empirical value may lie
   * @param source where it is from
   * @param grade how much a value of a device can be trusted
   */
  private record Field(
      String path,
      Object value,
      Optional<String> unit,
      Optional<String> range,
      Optional<String> source,
      Optional<SourceGrade> grade) {
    private Field(
        String path,
        Object value,
        Optional<String> unit,
        Optional<String> range,
        Optional<String> source) {
      this(path, value, unit, range, source, Optional.empty());
    }

    private Field graded(Optional<SourceGrade> how) {
      return new Field(path, value, unit, range, source, how);
    }

    private boolean isQuantity() {
      return value instanceof Number
          || (String.valueOf(value).matches("-?[0-9.].*")
              && !path.matches("(.*\\.)?(name|process_node)"));
    }
  }

  @Override
  public Integer call() {
    if (!KINDS.contains(kind)) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no " + Quoted.of(kind) + " to show; " + NearestName.hint(kind, KINDS));
    }
    if (kind.equals(SCHEMA)) {
      output.write(JsonText.of(JsonSchema.ofTemplates()));
      return ExitCode.OK;
    }
    if (id.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name the " + kind + " to show ('socompass list' prints ids)");
    }
    if (!overrides.isEmpty() && !kind.equals("device")) {
      throw new ParameterException(spec.commandLine(), "--set changes devices, not a " + kind);
    }
    List<Field> fields =
        switch (kind) {
          case "device" -> device();
          case "model" -> model(ModelLibrary.load(id));
          case "constants" -> CostTables.fields(id).stream().map(ShowCommand::field).toList();
          default -> engine();
        };
    Map<String, Long> grades = grades(fields);
    List<String> header = new ArrayList<>(List.of("field", "value", "unit", "range", "source"));
    if (!grades.isEmpty()) {
      header.add("grade");
    }
    List<List<Object>> rows = new ArrayList<>();
    for (Field f : fields) {
      List<Object> row =
          new ArrayList<>(List.of(f.path(), f.value(), f.unit(), f.range(), f.source()));
      if (!grades.isEmpty()) {
        row.add(f.isQuantity() ? f.grade().map(SourceGrade::id) : Optional.empty());
      }
      rows.add(row);
    }
    var listing = new Listing("fields", header, rows);
    output.write(
        () -> listing.table() + counted(grades),
        listing.header(),
        listing::rows,
        () -> {
          Map<String, Object> root = new LinkedHashMap<>();
          root.put(kind, id);
          if (kind.equals("model")) {
            root.putAll(ModelJson.of(ModelLibrary.load(id)));
          }
          if (!grades.isEmpty()) {
            root.put("grades", grades);
          }
          root.put("fields", listing.objects());
          return root;
        });
    return ExitCode.OK;
  }

  /** Returns how many quantities there are of each grade; empty if nothing is graded. */
  private static Map<String, Long> grades(List<Field> fields) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (SourceGrade grade : SourceGrade.values()) {
      long count =
          fields.stream()
              .filter(f -> f.isQuantity() && f.grade().filter(grade::equals).isPresent())
              .count();
      if (count > 0) {
        counts.put(grade.id(), count);
      }
    }
    return counts;
  }

  private static String counted(Map<String, Long> grades) {
    return grades.isEmpty()
        ? ""
        : "\nValues: "
            + grades.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "))
            + "\n";
  }

  private List<Field> device() {
    // Also says what is wrong with a template or an override.
    Device device = DeviceOptions.source(id, overrides).load();
    List<Field> fields = new ArrayList<>();
    for (TemplateTree.Field f : TemplateTree.fields(DeviceLibrary.tree(id, overrides))) {
      fields.add(field(f).graded(f.grade()));
    }
    if (fields.isEmpty()) {
      throw new InputException(device.id() + ": has no fields");
    }
    return fields;
  }

  private static Field field(TemplateTree.Field f) {
    int blank = f.text().indexOf(' ');
    boolean hasUnit = blank > 0 && f.text().substring(0, blank).matches("-?[0-9.]+");
    return new Field(
        f.path(),
        hasUnit ? f.text().substring(0, blank) : f.text(),
        hasUnit ? Optional.of(f.text().substring(blank + 1)) : Optional.empty(),
        f.bounds()
            .map(
                b ->
                    b.minimum()
                        + " to "
                        + b.maximum()
                        + b.distribution().map(d -> ", " + d).orElse("")),
        f.source());
  }

  private static List<Field> model(LanguageModel model) {
    String source = model.source();
    String derived = "computed from the shapes";
    var fields = new Fields();
    fields.add("id", model.id(), "", source);
    fields.add("name", model.name(), "", source);
    fields.add("layers", model.layers(), "decoder layers", source);
    fields.add("hidden", model.hidden(), "elements", source);
    boolean isUniform = model.stack().size() == 1;
    for (Map<String, Object> layer : new ModelFacts(model).layers()) {
      String prefix = isUniform ? "" : "layers." + layer.get("kind") + ".";
      layer.forEach((key, value) -> fields.add(prefix + key, value, "", source));
    }
    fields.add("vocabulary", model.vocabulary(), "tokens", source);
    fields.add("tied_embeddings", model.tiedEmbeddings(), "", source);
    fields.add("learned_positions", model.learnedPositions(), "tokens", source);
    fields.add("max_positions", model.maxPositions(), "tokens", source);
    model
        .publishedParameters()
        .ifPresent(count -> fields.add("published_parameters", (long) count, "", source));
    fields.add("parameters", model.parameters().total(), "", derived);
    fields.add("active_parameters", model.activeParameters(), "", derived);
    new ModelFacts(model)
        .parameters()
        .forEach((part, count) -> fields.add("parameters." + part, count, "", derived));
    for (Quantization q : Quantization.values()) {
      fields.add("weights." + q.id(), new ModelStorage(model, q).weightsBytes(), "B", derived);
    }
    new ModelFacts(model)
        .kvBytesPerToken()
        .forEach(
            (context, bytes) ->
                fields.add("kv_bytes_per_token." + context, bytes, "B, fp16", derived));
    fields.add("state_bytes", model.stateBytes(), "B", derived);
    new ModelFacts(model).leftOut().forEach(part -> fields.add("left_out", part, "", derived));
    model.storedAs().ifPresent(stored -> fields.add("checkpoint", stored.method(), "", source));
    return fields.list;
  }

  private List<Field> engine() {
    if (id.equals(Engines.AUTO)) {
      throw new InputException("engine 'auto' has no fields: it chooses among the others");
    }
    EngineProfile engine = Engines.profile(id);
    String source = engine.source();
    var fields = new Fields();
    fields.add("id", engine.id(), "", source);
    fields.add("name", engine.name(), "", source);
    fields.add("strategy", engine.strategy().id(), "", source);
    fields.add("graph.fused_attention", engine.graph().fusedAttention(), "", source);
    fields.add("graph.fused_add_norm", engine.graph().fusedAddNorm(), "", source);
    fields.add("graph.fused_qkv", engine.graph().fusedQkv(), "", source);
    fields.add("graph.fused_gate_up", engine.graph().fusedGateUp(), "", source);
    fields.add("queued", engine.queued(), "", source);
    fields.add("slow_synchronization", engine.slowSynchronization(), "", source);
    if (engine.prompts().chunkTokens() != Long.MAX_VALUE) {
      fields.add(
          "prompt_chunk", engine.prompts().chunkTokens(), "tokens of a prompt at a time", source);
    }
    if (engine.prompts().scoreRows() != Long.MAX_VALUE) {
      fields.add(
          "score_rows", engine.prompts().scoreRows(), "rows of scores held at a time", source);
    }
    fields.add("head_on_all_tokens", engine.headOnAllTokens(), "", source);
    for (Quantization q : Quantization.values()) {
      Quantization stored = engine.storage().get(q);
      if (stored != null) {
        fields.add("storage." + q.id(), stored.id(), "", source);
      }
    }
    for (Phase phase : Phase.values()) {
      double seconds = engine.layerSeconds().getOrDefault(phase, 0.0);
      double cycles = engine.layerCycles().getOrDefault(phase, 0.0);
      if (seconds > 0) {
        fields.add("layer_time." + phase.id(), seconds * 1e6, "us", source);
      }
      if (cycles > 0) {
        fields.add("layer_cycles." + phase.id(), cycles, "cycles", source);
      }
    }
    if (!engine.hidden().isEmpty()) {
      String hidden =
          engine.hidden().stream().sorted().map(ShowCommand::name).collect(Collectors.joining(" "));
      fields.add("hidden", hidden, "", source);
    }
    if (!engine.attention().modelled()) {
      EngineProfile.AttentionTiming timing = engine.attention();
      fields.add(
          "attention.time_per_head_and_token", timing.secondsPerHeadAndToken() * 1e6, "us", source);
      if (timing.wideHeadDim() < Long.MAX_VALUE) {
        fields.add("attention.wide_head_dim", timing.wideHeadDim(), "elements", source);
        fields.add("attention.wide_wave_time", timing.wideCyclesPerWave(), "cycles", source);
      }
    }
    scheduling(fields, engine.scheduling(), source);
    for (EngineProfile.Overlay overlay : engine.overlays()) {
      overlay.fields().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              e ->
                  fields.add(
                      "kernels." + overlay.kernelLibrary() + "." + e.getKey(),
                      e.getValue(),
                      "",
                      source));
    }
    return fields.list;
  }

  private static void scheduling(Fields fields, Scheduling scheduling, String source) {
    if (!scheduling.kinds().isEmpty()) {
      String kinds =
          scheduling.kinds().stream()
              .sorted()
              .map(ShowCommand::name)
              .collect(Collectors.joining(" "));
      fields.add("scheduling.processors", kinds, "", source);
    }
    fields.add("scheduling.submits_ahead", scheduling.submitsAhead(), "", source);
    fields.add("scheduling.plans_for_fast_synchronization", scheduling.plansFast(), "", source);
    scheduling
        .graphs()
        .ifPresent(
            graphs ->
                fields.add(
                    "scheduling.static_graphs.lengths",
                    joined(graphs.lengths().lengths()),
                    "rows",
                    source));
    scheduling
        .chunks()
        .ifPresent(
            chunks -> {
              String at = "scheduling.chunks.";
              fields.add(at + "tokens", chunks.tokens(), "tokens", source);
              fields.add(at + "in_order", chunks.inOrder(), "", source);
              if (!chunks.inOrder()) {
                fields.add(at + "leads", joined(chunks.leads()), "stages", source);
              }
              fields.add(at + "outlier_share", chunks.outlierShare(), "", source);
              fields.add(at + "resident_share", chunks.residentShare(), "", source);
              fields.add(
                  at + "greatest_contraction", chunks.greatestContraction(), "features", source);
              fields.add(
                  at + "first_use_bandwidth",
                  chunks.firstUseBytesPerSecond() / 1e9,
                  "GB/s",
                  source);
            });
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Fields without a range. */
  private static final class Fields {
    private final List<Field> list = new ArrayList<>();

    void add(String path, Object value, String unit, String source) {
      list.add(
          new Field(
              path,
              value,
              unit.isEmpty() ? Optional.empty() : Optional.of(unit),
              Optional.empty(),
              Optional.of(source)));
    }
  }

  private static String joined(List<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
