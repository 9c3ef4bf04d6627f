package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass area}. */
@Command(name = "area", mixinStandardHelpOptions = true)
final class AreaCommand implements Runnable {
  @Override
  public void run() {}
}
