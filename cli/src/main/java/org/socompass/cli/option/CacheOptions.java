package org.socompass.cli.option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.socompass.api.SoCompass;
import org.socompass.mapper.OperatorCache;
import org.socompass.study.SearchStatistics;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where results of searches are kept, and whether to say how often they were found. */
public final class CacheOptions {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Keep mappings in files of this folder, and take those of earlier runs from there; several"
              + " runs may share it. Default: none.")
  public @Nullable Path folder;

  @Option(
      names = "--stats",
      description =
          "Print to standard error how many mappings were evaluated and how often results were found"
              + " in caches.")
  boolean isStats;

  /** Returns a new cache, backed by the folder if the user named one. */
  public Opened open(CommandSpec command) {
    return new Opened(folder == null ? new SoCompass() : SoCompass.keepingIn(folder), command);
  }

  /** Who answers; closed, what is new of its mappings is on disk. */
  public record Opened(SoCompass compass, CommandSpec command) implements AutoCloseable {
    /** Returns the answer of a study, with the mappings of all that was asked before. */
    public <R> R ask(Function<OperatorCache, R> study) {
      return compass.ask(study);
    }

    @Override
    public void close() {
      compass.close();
      PrintWriter err = command.commandLine().getErr();
      compass.failure().ifPresent(reason -> err.println("socompass: warning: cache " + reason));
      err.flush();
    }
  }

  /** Prints what each mapper did, if the user asked for it. */
  public void print(CommandSpec command, SearchStatistics searches) {
    if (!isStats) {
      return;
    }
    PrintWriter err = command.commandLine().getErr();
    searches
        .byEngine()
        .forEach(
            (engine, did) ->
                err.printf(
                    Locale.ROOT,
                    "%soperators: %d found in the cache, %d on disk, %d searched; mappings: %d"
                        + " evaluated of %.0f%n",
                    engine.isEmpty() ? "" : engine + ": ",
                    did.found(),
                    did.stored(),
                    did.searched(),
                    did.evaluated(),
                    did.mappings()));
    searches
        .tiles()
        .ifPresent(
            tiles ->
                err.printf(
                    Locale.ROOT,
                    "tiles: %d found in the cache, %d computed%n",
                    tiles.hits(),
                    tiles.misses()));
    err.flush();
  }
}
