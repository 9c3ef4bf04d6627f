package org.socompass.cli;

import picocli.CommandLine.Command;

/** {@code socompass map}. */
@Command(name = "map", mixinStandardHelpOptions = true)
final class MapCommand implements Runnable {
  @Override
  public void run() {}
}
