package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass show}. */
@Command(name = "show", mixinStandardHelpOptions = true)
final class ShowCommand implements Runnable {
  @Override
  public void run() {}
}
