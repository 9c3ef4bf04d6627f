package org.socompass.cli.option;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What options are about, in the order in which a user thinks; the help of each command has it. */
public enum OptionGroup {
  DEVICE(
      "Device",
      "--against --device --devices --from --kind --prefill-device --processor" + " --set"),
  WORKLOAD(
      "Workload",
      "--acceptance --activation-dtype --batch --batch-contexts --cached-prefix"
          + " --causal --cols --d --draft --draft-length --draft-quantization --dtype"
          + " --elements --head-dim --image-tokens --k --kv-heads --kv-len --kv-sharing"
          + " --kv-sinks --kv-type --kv-window --lengths --m --method --model --n"
          + " --output-dtype --output-tokens --phase --precision --prompt --prompts"
          + " --quantization --query-heads --query-len --rank --rate --requests --routing-skew"
          + " --rows --sequence --slo-tpot --slo-ttft --tokens --weight-dtype"),
  MEASUREMENTS(
      "Measurements",
      "--area --cutlass-profiler --data --from-points --leave-out --llama-bench"
          + " --max-mape --one --parameters --points --profile --shared --trtexec"
          + " --trtexec-layers"),
  ENGINE(
      "Engine",
      "--accumulate --apply --attention --background-bandwidth --background-gpu"
          + " --cache-tier --chunk --data-parallel --engine --engines --expert-parallel"
          + " --expert-skew --experts-ahead --hand-over --jobs --mapping --master --max-sequences"
          + " --micro-batches --neighbours --optimizer --pipeline-parallel"
          + " --placement --placements --processors --prompt-chunk --recompute --replicas"
          + " --search-budget --shard --trees"),
  COST(
      "Cost",
      "--grid-intensity --memory-price --memory-price-date --usd-per-hour --volume --years"
          + " --yield-model"),
  UNCERTAINTY("Uncertainty", "--coverage --folds --reliability --samples --seed --sensitivity"),
  OUTPUT(
      "Output",
      "--break-even --by --cache --chart --chart-size --charts --color --dry-run"
          + " --font-size --format --help --no-provenance --output --output-dir --plot"
          + " --plots --report --resume --save --save-mapping --stats --summary"
          + " --sustained --sweep --trace --version --wide");

  private final String heading;

  /** Between blanks. */
  private final String names;

  OptionGroup(String heading, String names) {
    this.heading = heading;
    this.names = " " + names + " ";
  }

  /** Returns the line above its options. */
  public String heading() {
    return heading;
  }

  private boolean names(String option) {
    return names.contains(" " + option + " ");
  }

  /** Returns the group of an option; of an option that is in none, that of output. */
  public static OptionGroup of(OptionSpec option) {
    for (OptionGroup group : values()) {
      if (group.names(option.longestName())) {
        return group;
      }
    }
    return OUTPUT;
  }

  /** Returns whether a group names this option. */
  public static boolean isKnown(String longestName) {
    for (OptionGroup group : values()) {
      if (group.names(longestName)) {
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
