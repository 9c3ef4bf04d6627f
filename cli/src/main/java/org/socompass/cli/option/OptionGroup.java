package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What options are about, in the order in which a user thinks; the help of each command has it. */
public enum OptionGroup {
  DEVICE("Device", "--against --device --devices --from --kind --processor --set"),
  WORKLOAD(
      "Workload",
      "--acceptance --activation-dtype --batch --batch-contexts --cached-prefix --causal --cols --d"
          + " --draft --draft-length --draft-quantization --dtype --elements --head-dim"
          + " --image-tokens --k --kv-heads --kv-len --kv-type --lengths --m --model --n"
          + " --output-dtype --output-tokens --phase --precision --prompt --prompts --quantization"
          + " --query-heads --query-len --rate --requests --routing-skew --rows --slo-tpot"
          + " --slo-ttft --weight-dtype"),
  MEASUREMENTS(
      "Measurements",
      "--area --cutlass-profiler --data --from-points --leave-out --llama-bench --max-mape --one"
          + " --parameters --points --profile --trtexec --trtexec-layers"),
  ENGINE(
      "Engine",
      "--apply --background-bandwidth --background-gpu --cache-tier --chunk --engine --engines"
          + " --expert-parallel --expert-skew --experts-ahead --hand-over --jobs --mapping --master"
          + " --max-sequences --micro-batches --neighbours --pipeline-parallel --placement"
          + " --processors --prompt-chunk --search-budget --trees"),
  COST(
      "Cost",
      "--grid-intensity --memory-price --memory-price-date --usd-per-hour --volume --years"
          + " --yield-model"),
  UNCERTAINTY("Uncertainty", "--coverage --folds --reliability --samples --seed --sensitivity"),
  OUTPUT(
      "Output",
      "--break-even --by --cache --chart --charts --color --dry-run --format --help"
          + " --no-provenance --output --output-dir --plot --plots --report --resume --save"
          + " --save-mapping --stats --summary --sustained --sweep --trace --version --wide");

  private final String heading;
  private final Set<String> names;

  OptionGroup(String heading, String names) {
    this.heading = heading;
    this.names = Set.of(names.split(" "));
  }

  /** Returns the line above its options. */
  public String heading() {
    return heading;
  }

  /** Returns the group of an option; of an option that is in none, that of output. */
  public static OptionGroup of(OptionSpec option) {
    for (OptionGroup group : values()) {
      if (group.names.contains(option.longestName())) {
        return group;
      }
    }
    return OUTPUT;
  }

  /** Returns whether a group names this option. */
  public static boolean isKnown(String longestName) {
    for (OptionGroup group : values()) {
      if (group.names.contains(longestName)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the options that are shown, by group; a command that is about output alone has one. */
  public static Map<OptionGroup, List<OptionSpec>> groups(List<OptionSpec> options) {
    Map<OptionGroup, List<OptionSpec>> groups = new EnumMap<>(OptionGroup.class);
    for (OptionSpec option : options) {
      if (!option.hidden()) {
        groups.computeIfAbsent(of(option), g -> new ArrayList<>()).add(option);
      }
    }
    return groups;
  }

  /** Has the help of a command show its options by group. */
  public static void installOn(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionGroup::listing);
  }

  private static String listing(Help help) {
    var text = new StringBuilder();
    groups(help.commandSpec().options())
        .forEach(
            (group, options) -> {
              Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
              layout.addOptions(options, help.parameterLabelRenderer());
              text.append(help.createHeading("%n" + group.heading + ":%n"))
                  .append(layout.toString());
            });
    return text.toString();
  }
}
