package org.socompass.dist;

import java.io.File;
import java.io.IOException;
import org.socompass.cli.SoCompassCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes a page of the manual for the command and one for each of its subcommands, as AsciiDoc. */
public final class ManPages {
  private static final boolean[] QUIET = {};

  private ManPages() {}

  /** Writes the pages into the folder that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    CommandSpec root = SoCompassCommand.commandLine("help").getCommandSpec();
    int code = ManPageGenerator.generateManPage(new File(arguments[0]), null, QUIET, true, root);
    if (code != 0) {
      throw new IOException("no pages of the manual in " + arguments[0] + ": code " + code);
    }
  }
}
