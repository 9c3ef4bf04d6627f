package org.socompass.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.cli.SoCompassCommand;
import org.socompass.cli.option.OptionGroup;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes a page of the manual for the command and one for each of its subcommands, as AsciiDoc.
 * Options stand in the groups that help has.
 */
public final class ManPages {
  private static final boolean[] QUIET = {};

  /** Its options, each with a line of names that ends in two colons, and what it is about. */
  private static final Pattern OPTIONS =
      Pattern.compile("(?s)(== Options\\n\\n)(.*?)(// end::picocli-generated-man-section-options)");

  private static final Pattern OPTION = Pattern.compile("(?ms)^\\*-.*?::$.*?(?=^\\*-|\\z)");
  private static final Pattern NAME = Pattern.compile("--[a-z][a-z0-9-]*|-[A-Za-z]\\b");

  private ManPages() {}

  /** Writes the pages into the folder that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    CommandSpec root = SoCompassCommand.commandLine("help").getCommandSpec();
    int code = ManPageGenerator.generateManPage(new File(arguments[0]), null, QUIET, true, root);
    if (code != 0) {
      throw new IOException("no pages of the manual in " + arguments[0] + ": code " + code);
    }
    group(Path.of(arguments[0]), root);
  }

  private static void group(Path folder, CommandSpec command) throws IOException {
    Path page = folder.resolve(command.qualifiedName("-") + ".adoc");
    if (Files.exists(page)) {
      Files.writeString(page, grouped(Files.readString(page), command));
    }
    for (CommandLine subcommand : command.subcommands().values()) {
      group(folder, subcommand.getCommandSpec());
    }
  }

  private static String grouped(String page, CommandSpec command) throws IOException {
    Matcher options = OPTIONS.matcher(page);
    if (!options.find()) {
      return page;
    }
    Map<OptionGroup, StringBuilder> groups = new EnumMap<>(OptionGroup.class);
    int end = 0;
    Matcher option = OPTION.matcher(options.group(2));
    while (option.find()) {
      groups
          .computeIfAbsent(groupOf(option.group(), command), g -> new StringBuilder())
          .append(option.group().strip())
          .append("\n\n");
      end = option.end();
    }
    if (!options.group(2).substring(end).isBlank()) {
      throw new IOException("the options of " + command.qualifiedName() + " have another form");
    }
    var text = new StringBuilder();
    groups.forEach(
        (group, entries) ->
            text.append("=== ").append(group.heading()).append("\n\n").append(entries));
    return page.substring(0, options.start(2)) + text + page.substring(options.end(2));
  }

  private static OptionGroup groupOf(String entry, CommandSpec command) throws IOException {
    Matcher name = NAME.matcher(entry.lines().findFirst().orElse(""));
    while (name.find()) {
      OptionSpec option = command.findOption(name.group());
      if (option != null) {
        return OptionGroup.of(option);
      }
    }
    throw new IOException("an option of " + command.qualifiedName() + " is not found: " + entry);
  }
}
