package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass run}. */
@Command(name = "run", mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {
  @Override
  public void run() {}
}
