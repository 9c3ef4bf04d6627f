package org.socompass.cli.reproduce;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.CacheOptions;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.cli.option.UserInput;
import org.socompass.study.Provenance;
import org.socompass.study.reproduce.ReproduceStudy;
import org.socompass.study.reproduce.Reproduction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass reproduce}: published systems, predicted beside published. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Predict what published systems report, beside what they report, and say what the"
            + " prediction takes as given, and by which commands. Without a name all of them.",
    footerHeading = "%nExamples:%n",
    footer = {"  socompass reproduce", "  socompass reproduce llm-in-a-flash --format csv"})
public final class ReproduceCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of(
          "quantity",
          "unit",
          "published",
          "predicted",
          "difference_percent",
          "within_percent",
          "standing");

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "A system or study: ${COMPLETION-CANDIDATES}.")
  Optional<String> name = Optional.empty();

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CacheOptions cache = new CacheOptions();

  @Spec CommandSpec spec;

  /** The names of the systems, found when somebody asks for them. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ReproduceStudy.names().iterator();
    }
  }

  @Override
  public Integer call() {
    List<Reproduction> all;
    try (CacheOptions.Opened opened = cache.open(spec)) {
      all = opened.ask(mappings -> ReproduceStudy.of(name, mappings));
    }
    List<String> header = new ArrayList<>(List.of("system"));
    header.addAll(HEADER);
    output.madeBy(Provenance.of(UserInput.commandLine(spec)));
    output.write(() -> text(all), header, () -> rows(all), () -> json(all));
    return ExitCode.OK;
  }

  private static List<Object> cells(Reproduction.Row row) {
    return List.of(
        row.quantity(),
        row.unit(),
        row.published(),
        row.predicted(),
        row.differencePercent(),
        row.withinPercent(),
        !row.isWithin() ? "missed" : row.isChosen() ? "constant chosen by it" : "within");
  }

  private static String text(List<Reproduction> all) {
    var text = new StringBuilder();
    for (Reproduction system : all) {
      text.append(text.isEmpty() ? "" : "\n").append(system.title()).append('\n');
      if (!system.rows().isEmpty()) {
        text.append(
            new Listing(system.name(), HEADER, system.rows().stream().map(r -> cells(r)).toList())
                .table());
      }
      system.assumed().forEach(line -> text.append("given: ").append(line).append('\n'));
      system.commands().forEach(line -> text.append("command: ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static List<List<Object>> rows(List<Reproduction> all) {
    List<List<Object>> rows = new ArrayList<>();
    for (Reproduction system : all) {
      for (Reproduction.Row row : system.rows()) {
        List<Object> cells = new ArrayList<>(List.of(system.name()));
        cells.addAll(cells(row));
        rows.add(cells);
      }
    }
    return rows;
  }

  private static Map<String, ?> json(List<Reproduction> all) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(
        "systems",
        all.stream()
            .map(
                system -> {
                  Map<String, Object> item = new LinkedHashMap<>();
                  item.put("name", system.name());
                  item.put("title", system.title());
                  item.put(
                      "rows",
                      new Listing(
                              system.name(),
                              HEADER,
                              system.rows().stream().map(r -> cells(r)).toList())
                          .objects());
                  item.put("given", system.assumed());
                  item.put("commands", system.commands());
                  return item;
                })
            .toList());
    return root;
  }
}
