package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass list}. */
@Command(name = "list", mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {
  @Override
  public void run() {}
}
