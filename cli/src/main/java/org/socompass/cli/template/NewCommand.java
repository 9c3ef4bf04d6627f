package org.socompass.cli.template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.ExitCode;
import org.socompass.cli.option.OutputOptions;
import org.socompass.hardware.template.TemplateSkeleton;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code socompass new device}: a template to start from. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Write a template to start from: every key with what it means and what shipped devices have."
            + " It is valid as it is; put your own figures in and run 'socompass check'.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  # A phone from zero",
      "  socompass new device --kind phone -o my-phone.yaml",
      "",
      "  # A variant of a device that ships, every line turned off",
      "  socompass new device --from rk3588 -o my-board.yaml"
    })
public final class NewCommand implements Callable<Integer> {
  /** The device that stands for its kind. */
  private static final Map<String, String> KINDS = kinds();

  @Parameters(index = "0", paramLabel = "device", description = "What to write.")
  String what = "";

  @Option(
      names = "--kind",
      paramLabel = "phone|gpu|npu-card",
      description = "Sort of device. Default: phone.")
  @Nullable String kind;

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "Extend a device that ships ('socompass list devices') instead.")
  @Nullable String from;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File to write, which must not exist. Default: standard output.")
  @Nullable Path output;

  @Spec CommandSpec spec;

  private static Map<String, String> kinds() {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("phone", "snapdragon-8-gen-3");
    result.put("gpu", "a100-80gb");
    result.put("npu-card", "rv1126b");
    return result;
  }

  @Override
  public Integer call() {
    if (!what.equals("device")) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no new " + Quoted.of(what) + "; " + NearestName.hint(what, List.of("device")));
    }
    if (kind != null && from != null) {
      throw new ParameterException(spec.commandLine(), "--kind and --from: name one of them");
    }
    if (kind != null && !KINDS.containsKey(kind)) {
      throw new ParameterException(
          spec.commandLine(),
          "unknown kind " + Quoted.of(kind) + "; " + NearestName.hint(kind, KINDS.keySet()));
    }
    String text =
        from != null
            ? TemplateSkeleton.child(from)
            : TemplateSkeleton.whole(
                String.valueOf(KINDS.getOrDefault(kind == null ? "phone" : kind, "")));
    if (output == null) {
      spec.commandLine().getOut().print(text);
    } else {
      if (Files.exists(output)) {
        throw new InputException(output + ": exists already; name another file");
      }
      OutputOptions.writeFile(output, text);
    }
    return ExitCode.OK;
  }
}
