package org.socompass.cli.sweep;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.socompass.cli.option.ExitCode;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;

/**
 * A sweep's points evaluated by Spark, in a process of its own: Spark is on no class path of this
 * one. The process is what {@code spark-submit} starts; it leaves its rows in the store of the
 * sweep's folder.
 *
 * @param home a folder as of a Spark distribution, with the job in {@code app}
 * @param master where Spark runs
 */
record SparkJob(Path home, String master) {
  /** The property by which the launcher names the folder. */
  static final String HOME = "socompass.spark";

  /** The property by which the launcher says how the job's virtual machines compile and collect. */
  private static final String OPTIONS = "socompass.spark.options";

  /**
   * The property by which the launcher names the classes of a driver, laid out as memory; they are
   * made by a job that does not find the file.
   */
  private static final String ARCHIVE = "socompass.spark.archive";

  private static final String MAIN = "org.socompass.dse.spark.Main";
  private static final String JAR = "dse-spark.jar";

  /** What Spark takes for a job whose classes are on the driver's class path. */
  private static final String NO_JAR = "spark-internal";

  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|[1-9]\\d{0,3})])?");
  private static final String SPARK = "spark://";

  /** The variable by which the job knows the process that it must not outlive. */
  private static final String PARENT = "SOCOMPASS_PARENT";

  private static final String DRIVER_MEMORY = "2g";
  private static final int GREATEST_PORT = 65535;
  private static final int PATIENCE_MILLIS = 5000;

  /** What the job ends with when its cluster was gone; it has said so. */
  private static final int CLUSTER_GONE = 75;

  /** What the job itself ends with; it has said why. */
  private static final Set<Integer> OWN_CODES =
      Set.of(ExitCode.OK, ExitCode.BAD_INPUT, ExitCode.INTERNAL);

  /**
   * Returns the job of a master.
   *
   * @param home folder of the module as built, or null if it is not
   * @throws InputException if the module is not built, or there is no such master
   */
  static SparkJob of(@Nullable String home, String master) {
    List<InetSocketAddress> addresses = addresses(master);
    if (home == null || !Files.isRegularFile(Path.of(home, "app", JAR))) {
      throw new InputException(
          "--master: the module dse-spark is not built; './socompass sweep ... --master' of a"
              + " checkout builds it");
    }
    if (!addresses.isEmpty()) {
      connect(master, addresses);
    }
    return new SparkJob(Path.of(home), master);
  }

  /**
   * Checks a master's form.
   *
   * @throws InputException if it is none that this command knows
   */
  static void checkForm(String master) {
    addresses(master);
  }

  /** Returns the addresses of a cluster's masters; none if Spark runs on this machine. */
  private static List<InetSocketAddress> addresses(String master) {
    if (LOCAL.matcher(master).matches()) {
      return List.of();
    }
    if (!master.startsWith(SPARK)) {
      throw malformed(master);
    }
    List<InetSocketAddress> result = new ArrayList<>();
    for (String address : master.substring(SPARK.length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      String port = address.substring(colon + 1);
      if (colon < 1
          || !port.matches("\\d{1,5}")
          || Integer.parseInt(port) < 1
          || Integer.parseInt(port) > GREATEST_PORT) {
        throw malformed(master);
      }
      result.add(new InetSocketAddress(address.substring(0, colon), Integer.parseInt(port)));
    }
    return result;
  }

  private static InputException malformed(String master) {
    return new InputException(
        "--master: "
            + Quoted.of(master)
            + " is neither local, local[THREADS], local[*] nor spark://HOST:PORT; other clusters"
            + " take the job by spark-submit (docs/scaling.md)");
  }

  /** Checks that one of the masters answers; Spark itself would try for a minute. */
  private static void connect(String master, List<InetSocketAddress> addresses) {
    String reason = "";
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        reason = "unknown host " + address.getHostString();
        continue;
      }
      try (var socket = new Socket()) {
        socket.connect(address, PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    throw new InputException("--master: no Spark master answers at " + master + ": " + reason);
  }

  /**
   * Runs the job; its messages go to standard error.
   *
   * @param spec the spec file
   * @param folder folder of the sweep
   * @param isResumed whether to go on with what is there
   * @return its exit code, as of this command
   * @throws InputException if it can't be started
   */
  int run(Path spec, Path folder, boolean isResumed) {
    return run(spec, folder, isResumed, ProcessBuilder.Redirect.INHERIT);
  }

  /** Runs the job; its messages go where they are sent. */
  int run(Path spec, Path folder, boolean isResumed, ProcessBuilder.Redirect messages) {
    try {
      var builder = new ProcessBuilder(command(spec, folder, isResumed));
      builder.environment().put("SPARK_HOME", home.toString());
      builder.environment().put(PARENT, Long.toString(ProcessHandle.current().pid()));
      if (!master.startsWith(SPARK)) {
        // Nothing of it is for the network.
        builder.environment().putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
      }
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(messages);
      Process process = builder.start();
      var hook = new Thread(process::destroy, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      process.getOutputStream().close();
      int code = process.waitFor();
      forget(hook);
      if (code == CLUSTER_GONE) {
        return ExitCode.CHECK_FAILED;
      }
      if (!OWN_CODES.contains(code)) {
        throw new InputException(
            "--master: Spark ended with status "
                + code
                + "; slices that were finished are kept, go on by --resume");
      }
      return code;
    } catch (IOException e) {
      throw new InputException("--master: Spark can't be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("--master: interrupted", e);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending as well; the hook finds the job's at its end.
      return;
    }
  }

  List<String> command(Path spec, Path folder, boolean isResumed) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String options = System.getProperty(OPTIONS, "");
    List<String> command = new ArrayList<>(List.of(java, "@" + home.resolve("java.options")));
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
    }
    String archive = System.getProperty(ARCHIVE, "");
    if (!archive.isEmpty()) {
      boolean isMade = Files.exists(Path.of(archive));
      command.add((isMade ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    }
    command.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Xmx" + DRIVER_MEMORY,
            "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties"),
            "-cp",
            Stream.of("jars/*", "driver/*", "app/*")
                .map(entry -> home + "/" + entry)
                .collect(Collectors.joining(System.getProperty("path.separator"))),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            master,
            "--class",
            MAIN));
    if (master.startsWith(SPARK)) {
      command.addAll(List.of("--jars", libraries()));
      if (!options.isEmpty()) {
        // Those that a user adds come behind them.
        command.addAll(List.of("--conf", "spark.executor.defaultJavaOptions=" + options));
      }
    }
    command.addAll(
        List.of(NO_JAR, spec.toString(), "--output-dir", folder.toString(), "--store-only"));
    if (isResumed) {
      command.add("--resume");
    }
    return command;
  }

  /** Returns the jars that workers get from the driver. */
  private String libraries() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("app"))) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(","));
    }
  }
}
