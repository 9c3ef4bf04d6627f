package org.socompass.cli.serve;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.socompass.cli.option.ExitCode;
import org.socompass.serve.ExplorerServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code socompass serve}: the live page. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    addMethodSubcommands = false,
    abbreviateSynopsis = true,
    sortOptions = false,
    description =
        "Serve a page on this machine where devices are changed by sliders and their latency,"
            + " energy, area and cost follow. Open the address that it prints; Ctrl+C ends it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  socompass serve",
      "",
      "  # On a port of its own, reachable from other machines: whoever has the address may ask",
      "  socompass serve --port 8080 --host 192.168.1.20"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final int GREATEST_PORT = 65_535;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port to listen on. Default: any that is free.")
  Long port = 0L;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address of this machine to listen on. Default: ${DEFAULT-VALUE}, this machine alone.")
  String host = "127.0.0.1";

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > GREATEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port must be in [0, " + GREATEST_PORT + "], but is " + port);
    }
    PrintWriter err = spec.commandLine().getErr();
    var ended = new CountDownLatch(1);
    try (var server =
        ExplorerServer.start(
            host,
            (int) (long) port,
            failure -> {
              err.println("socompass: internal error; please report it:");
              failure.printStackTrace(err);
              err.flush();
            })) {
      // On the standard error, as progress is: results are held back until a command ends.
      err.println(server.address());
      err.flush();
      Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "stop"));
      ended.await();
    }
    return ExitCode.OK;
  }
}
