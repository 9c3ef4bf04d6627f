package org.socompass.cli.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceSummary;
import org.socompass.inference.engine.EngineProfile;
import org.socompass.inference.engine.Engines;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.llm.storage.StorageYaml;
import org.socompass.study.OperatorSpec;
import org.socompass.validation.Dataset;
import org.socompass.validation.DatasetReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass list}: what there is. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    description = "List what ships: devices, models, engines, operators, datasets, quantizations.",
    footerHeading = "%nExamples:%n",
    footer = {"  socompass list devices", "  socompass list models --format csv"})
public final class ListCommand implements Callable<Integer> {
  private static final double BYTES_PER_GIB = 1L << 30;
  private static final Map<String, Supplier<Listing>> LISTINGS = listings();

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      description =
          "devices, models, engines, operators, datasets or quantizations. Default: how many there"
              + " are of each.")
  String what = "";

  @Mixin OutputOptions output = new OutputOptions();

  @Spec CommandSpec spec;

  private static Map<String, Supplier<Listing>> listings() {
    Map<String, Supplier<Listing>> result = new LinkedHashMap<>();
    result.put("devices", ListCommand::devices);
    result.put("models", ListCommand::models);
    result.put("engines", ListCommand::engines);
    result.put("operators", ListCommand::operators);
    result.put("datasets", ListCommand::datasets);
    result.put("quantizations", ListCommand::quantizations);
    return result;
  }

  @Override
  public Integer call() {
    if (what.isEmpty()) {
      output.write(counts());
      return ExitCode.OK;
    }
    Supplier<Listing> listing = LISTINGS.get(what);
    if (listing == null) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no list of "
              + Quoted.of(what)
              + "; "
              + NearestName.hint(what, LISTINGS.keySet()));
    }
    output.write(listing.get());
    return ExitCode.OK;
  }

  /** Counts by the indexes, without reading what they name. */
  private static Listing counts() {
    Map<String, Integer> entries = new LinkedHashMap<>();
    entries.put("devices", DeviceLibrary.ids().size());
    entries.put("models", ModelLibrary.ids().size());
    entries.put("engines", Engines.ids().size());
    entries.put("operators", OperatorSpec.forms().size());
    entries.put("datasets", DatasetReader.builtInIds().size());
    entries.put("quantizations", StorageYaml.ids().size());
    List<List<Object>> rows = new ArrayList<>();
    entries.forEach((name, count) -> rows.add(List.of(name, count)));
    return new Listing("lists", List.of("list", "entries"), rows);
  }

  private static Listing devices() {
    List<List<Object>> rows =
        DeviceLibrary.ids().parallelStream().map(ListCommand::device).toList();
    return new Listing(
        "devices",
        List.of(
            "id",
            "name",
            "process_node",
            "processors",
            "memory",
            "capacity_gib",
            "bandwidth_gb_per_s",
            "kind"),
        rows);
  }

  private static List<Object> device(String id) {
    DeviceSummary device = DeviceLibrary.summary(id);
    return List.of(
        id,
        device.name(),
        device.processNode(),
        String.join("+", device.processorIds()),
        device.memory().type(),
        device.memory().capacityBytes() / BYTES_PER_GIB,
        device.memory().peakBytesPerSecond() / 1e9,
        device.kind().map(k -> (Object) k.id()));
  }

  private static Listing models() {
    List<List<Object>> rows = new ArrayList<>();
    for (String id : ModelLibrary.ids()) {
      LanguageModel model = ModelLibrary.byId(id);
      rows.add(
          List.of(
              id,
              model.name(),
              model.parameters().total() / 1e9,
              model.layers(),
              model.hidden(),
              model.attention().map(a -> (Object) a.heads()),
              model.attention().map(a -> (Object) a.kvHeads()),
              model.feedForward().map(f -> (Object) f.intermediate()),
              model.vocabulary(),
              model.maxPositions()));
    }
    return new Listing(
        "models",
        List.of(
            "id",
            "name",
            "parameters_billion",
            "layers",
            "hidden",
            "heads",
            "kv_heads",
            "intermediate",
            "vocabulary",
            "max_positions"),
        rows);
  }

  private static Listing engines() {
    List<List<Object>> rows = new ArrayList<>();
    for (String id : Engines.ids()) {
      String others =
          Engines.otherNames().entrySet().stream()
              .filter(e -> e.getValue().equals(id))
              .map(Map.Entry::getKey)
              .collect(Collectors.joining(" "));
      if (id.equals(Engines.AUTO)) {
        rows.add(
            List.of(id, "the fastest that the device has processors for", "", others, "computed"));
      } else {
        EngineProfile engine = Engines.profile(id);
        rows.add(List.of(id, engine.name(), engine.strategy().id(), others, engine.source()));
      }
    }
    return new Listing("engines", List.of("id", "name", "strategy", "other_names", "source"), rows);
  }

  private static Listing operators() {
    List<List<Object>> rows = new ArrayList<>();
    for (OperatorSpec.Form form : OperatorSpec.forms()) {
      rows.add(
          List.of(
              form.name(), String.join(" ", form.required()), String.join(" ", form.optional())));
    }
    return new Listing("operators", List.of("id", "options", "optional"), rows);
  }

  private static Listing datasets() {
    List<List<Object>> rows = new ArrayList<>();
    for (Dataset dataset : DatasetReader.builtIn()) {
      rows.add(
          List.of(
              dataset.id(),
              dataset.tables().stream().map(Dataset.Table::name).collect(Collectors.joining(" ")),
              dataset.tables().stream().mapToInt(t -> t.rows().size()).sum(),
              dataset.license(),
              dataset.source()));
    }
    return new Listing("datasets", List.of("id", "tables", "rows", "license", "source"), rows);
  }

  private static Listing quantizations() {
    List<List<Object>> rows = new ArrayList<>();
    for (Quantization q : Quantization.values()) {
      rows.add(
          List.of(q.id(), q.activation().id(), q.weight().id(), q.lmHead().id(), q.kvCache().id()));
    }
    return new Listing(
        "quantizations", List.of("id", "activations", "weights", "lm_head", "kv_cache"), rows);
  }
}
