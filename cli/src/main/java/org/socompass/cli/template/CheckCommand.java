package org.socompass.cli.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.socompass.cli.format.Listing;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.evaluation.Gap;
import org.socompass.hardware.template.TemplateCheck.Finding;
import org.socompass.hardware.template.TemplateCheck.Severity;
import org.socompass.input.NearestName;
import org.socompass.study.CheckStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code socompass check}: all that is wrong with a template. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Check a device template: every wrong or missing key at once, with what belongs there, its"
            + " unit and what shipped devices have; values far from all of those; and the results"
            + " that it lacks inputs for. Exit status 2 if the template can't be used.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass check my-phone.yaml",
      "  socompass check snapdragon-8-gen-3 --format json"
    })
public final class CheckCommand implements Callable<Integer> {
  private static final List<String> HEADER = List.of("severity", "path", "message", "advice");

  @Parameters(index = "0", paramLabel = "FILE|ID", description = "Template file, or template id.")
  String file = "";

  @Mixin OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    CheckStudy.Result result = CheckStudy.of(file);
    List<List<Object>> rows = rows(result);
    output.write(() -> text(result), HEADER, () -> rows, () -> json(result, rows));
    return result.isValid() ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  private static List<List<Object>> rows(CheckStudy.Result result) {
    List<List<Object>> rows = new ArrayList<>();
    for (Finding f : result.check().findings()) {
      rows.add(List.of(word(f.severity()), f.path(), f.message(), f.advice()));
    }
    result.failure().ifPresent(why -> rows.add(List.of("error", "", why, "")));
    for (Gap gap : result.gaps()) {
      rows.add(List.of("no-value", gap.field(), gap.reason(), ""));
    }
    return rows;
  }

  private static String word(Severity severity) {
    return severity == Severity.ERROR ? "error" : "warning";
  }

  private String text(CheckStudy.Result result) {
    var out = new StringBuilder();
    for (Finding f : result.check().findings()) {
      out.append(word(f.severity())).append(": ").append(f.message()).append('\n');
      if (!f.advice().isEmpty()) {
        out.append("    ").append(f.advice()).append('\n');
      }
    }
    result.failure().ifPresent(why -> out.append("error: ").append(why).append('\n'));
    long errors =
        result.check().findings().stream().filter(f -> f.severity() == Severity.ERROR).count();
    if (!result.isValid()) {
      out.append(file).append(": ").append(errors + result.failure().stream().count());
      return out.append(" to mend\n").toString();
    }
    out.append(file).append(": valid\n");
    // One reason stands for many results.
    Map<String, Set<String>> byReason = new LinkedHashMap<>();
    for (Gap gap : result.gaps()) {
      byReason.computeIfAbsent(gap.reason(), r -> new LinkedHashSet<>()).add(gap.field());
    }
    byReason.forEach(
        (reason, fields) ->
            out.append("no value: ")
                .append(NearestName.joined(List.copyOf(fields)))
                .append("\n    ")
                .append(reason)
                .append('\n'));
    return out.toString();
  }

  private Map<String, Object> json(CheckStudy.Result result, List<List<Object>> rows) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("template", file);
    root.put("valid", result.isValid());
    root.put("findings", new Listing("findings", HEADER, rows).objects());
    return root;
  }
}
