package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass cost}. */
@Command(name = "cost", mixinStandardHelpOptions = true)
final class CostCommand implements Runnable {
  @Override
  public void run() {}
}
