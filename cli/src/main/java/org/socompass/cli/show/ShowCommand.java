package org.socompass.cli.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.socompass.cli.format.JsonText;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.DeviceOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cost.constants.CostTables;
import org.socompass.evaluation.UnusedFields;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.JsonSchema;
import org.socompass.hardware.template.SourceGrade;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.validation.MeasuredDevices;
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
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Show every field of a device, model or engine, every constant of area, cost and carbon, or"
            + " the JSON Schema of templates, with its unit and source. Values with a range are empirical: a calibration may move"
            + " them in it, and the uncertainty of cost comes from it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass show device snapdragon-8-gen-3",
      "  socompass show device snapdragon-8-gen-3 processors.npu.matrix",
      "  socompass show model llama-3-8b --format json",
      "  socompass show constants process-nodes",
      "  socompass show schema"
    })
public final class ShowCommand implements Callable<Integer> {
  private static final String SCHEMA = "schema";
  private static final String NOT_USED = "not used by this model";
  private static final List<String> KINDS =
      List.of("device", "model", "engine", "constants", SCHEMA);

  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "device|model|engine|constants|schema",
      description = "What to show. Constants alone: which tables there are.")
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

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PATH",
      description = "Only this field and those below it, as in processors.npu.matrix.")
  String path = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Override a template field of the device. Repeatable.")
  List<String> overrides = new ArrayList<>();

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

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
    if (id.isEmpty() && kind.equals("constants")) {
      output.write(tables());
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
          case "model" -> ModelFields.of(ModelLibrary.load(id));
          case "constants" -> CostTables.fields(id).stream().map(ShowCommand::field).toList();
          default -> EngineFields.of(id);
        };
    if (!path.isEmpty()) {
      fields = below(fields);
    }
    Map<String, Long> grades = grades(fields);
    List<String> header = new ArrayList<>(List.of("field", "value", "unit", "range", "source"));
    if (!grades.isEmpty()) {
      header.add("grade");
    }
    Set<String> unused =
        kind.equals("device") ? UnusedFields.of(DeviceOptions.source(id, overrides)) : Set.of();
    if (kind.equals("device")) {
      header.add("use");
    }
    List<List<Object>> rows = new ArrayList<>();
    for (Field f : fields) {
      List<Object> row =
          new ArrayList<>(List.of(f.path(), f.value(), f.unit(), f.range(), f.source()));
      if (!grades.isEmpty()) {
        row.add(f.isQuantity() ? f.grade().map(SourceGrade::id) : Optional.empty());
      }
      if (kind.equals("device")) {
        row.add(unused.contains(f.path()) ? Optional.of(NOT_USED) : Optional.empty());
      }
      rows.add(row);
    }
    var listing = new Listing("fields", header, rows);
    output.write(
        () -> listing.table() + counted(grades) + listed(unused),
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

  private static Listing tables() {
    List<List<Object>> rows = new ArrayList<>();
    for (String table : CostTables.ids()) {
      rows.add(List.of(table, CostTables.fields(table).size()));
    }
    return new Listing("tables", List.of("table", "constants"), rows);
  }

  private List<Field> below(List<Field> fields) {
    List<Field> some =
        fields.stream()
            .filter(f -> f.path().equals(path) || f.path().startsWith(path + "."))
            .toList();
    if (some.isEmpty()) {
      Set<String> paths = new TreeSet<>();
      for (Field f : fields) {
        for (int dot = f.path().indexOf('.'); dot > 0; dot = f.path().indexOf('.', dot + 1)) {
          paths.add(f.path().substring(0, dot));
        }
        paths.add(f.path());
      }
      throw new InputException(
          id + " has no field " + Quoted.of(path) + "; " + NearestName.hint(path, paths));
    }
    return some;
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
                .map(e -> e.getValue() + " " + inWords(e.getKey()))
                .collect(Collectors.joining(", "))
            + "\n";
  }

  private static String inWords(String grade) {
    return grade.equals(SourceGrade.SIBLING.id()) ? "measured on a sibling" : grade;
  }

  private static String listed(Set<String> unused) {
    return unused.isEmpty()
        ? ""
        : "\nNot used by this model (another value moves no operator, area or cost):\n  "
            + String.join("\n  ", unused)
            + "\n";
  }

  private List<Field> device() {
    // Also says what is wrong with a template or an override.
    Device device = DeviceOptions.source(id, overrides).load();
    MeasuredDevices measured = MeasuredDevices.of(id);
    List<Field> fields = new ArrayList<>();
    for (TemplateTree.Field f : TemplateTree.fields(DeviceLibrary.tree(id, overrides))) {
      fields.add(field(f).graded(measured.grade(f)));
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
}
