package org.socompass.study.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.evaluation.BatchKnee;
import org.socompass.evaluation.DesignModel;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.serving.Arrival;
import org.socompass.inference.serving.Served;
import org.socompass.inference.serving.Server;
import org.socompass.inference.serving.ServingBound;
import org.socompass.inference.serving.ServingSimulation;
import org.socompass.inference.serving.StepTimes;
import org.socompass.input.InputException;
import org.socompass.mapper.OperatorCache;

/** A device that serves requests by continuous batching. */
public final class ServingStudy {
  private static final double HOURS_PER_YEAR = 8766;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double MILLION = 1e6;
  private static final long GREATEST_BATCH = 512;

  private ServingStudy() {}

  /**
   * The load.
   *
   * @param perSecond requests that arrive [1/s]
   * @param requests how many
   * @param isSpread whether lengths are exponential around those of the inference
   * @param seed of the draws
   */
  public record Load(double perSecond, int requests, boolean isSpread, long seed) {}

  /**
   * What is promised.
   *
   * @param ttftSeconds most time to the first token [s]
   * @param tpotSeconds most mean time of a further token [s]
   */
  public record Promise(double ttftSeconds, double tpotSeconds) {}

  /**
   * What is asked.
   *
   * @param source the device or system
   * @param inference model, engine and mean lengths
   * @param load the load
   * @param mostSequences sequences in a step
   * @param chunkTokens tokens of a prompt in a step
   * @param promise what is promised
   * @param usdPerHour price of the device [USD/h]; its manufacturing cost over the years if empty
   * @param years how long it is used [year]
   * @param replicas replicas to which requests are dealt in turn
   * @param trace requests in the order of arrival; those of the load if empty
   */
  public record Request(
      DeviceSource source,
      InferenceRequest inference,
      Load load,
      long mostSequences,
      long chunkTokens,
      Promise promise,
      OptionalDouble usdPerHour,
      double years,
      int replicas,
      List<Arrival> trace) {
    /**
     * Copies the trace.
     *
     * @throws IllegalArgumentException if there is no replica
     */
    public Request {
      if (replicas < 1) {
        throw new IllegalArgumentException("replicas must be at least 1, but are " + replicas);
      }
      trace = List.copyOf(trace);
    }
  }

  /**
   * Percentiles of a time.
   *
   * @param p50 half of the requests are faster [s]
   * @param p90 nine of ten are [s]
   * @param p99 99 of 100 are [s]
   */
  public record Percentiles(double p50, double p90, double p99) {
    static Percentiles of(List<Served> served, ToDoubleFunction<Served> time) {
      double[] sorted = served.stream().mapToDouble(time).sorted().toArray();
      return new Percentiles(at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99));
    }

    private static double at(double[] sorted, double share) {
      return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
  }

  /**
   * What a batch of sequences gives in steady decode.
   *
   * @param sequences how many
   * @param stepSeconds time of a step [s]
   * @param tokensPerSecond tokens of all [1/s]
   * @param fits whether their keys and values fit
   */
  public record Batch(long sequences, double stepSeconds, double tokensPerSecond, boolean fits) {}

  /**
   * What is answered.
   *
   * @param result one inference alone
   * @param server what it holds at once
   * @param bound the most that it can do
   * @param outputTokensPerSecond tokens generated over the time from the first arrival to the end
   *     [1/s]
   * @param requestsPerSecond requests over the same time [1/s]
   * @param ttft times to the first token
   * @param tpot times of further tokens
   * @param goodput requests that kept the promise over the same time [1/s]
   * @param keptShare share of requests that kept it
   * @param usdPerMillionTokens USD of a million generated tokens; empty if no cost is known
   * @param batches steady decode by batch
   * @param knee first batch whose doubling gives less than 1.5 times the tokens; the last if none
   */
  public record Result(
      InferenceResult result,
      Server server,
      ServingBound bound,
      double outputTokensPerSecond,
      double requestsPerSecond,
      Percentiles ttft,
      Percentiles tpot,
      double goodput,
      double keptShare,
      OptionalDouble usdPerMillionTokens,
      List<Batch> batches,
      long knee) {
    /** Copies the batches. */
    public Result {
      batches = List.copyOf(batches);
    }
  }

  /**
   * Returns how the device serves.
   *
   * @throws InputException if it can't run the model, or has no room for one request
   */
  public static Result of(Request request, OperatorCache cache) {
    var design =
        new DesignModel(
            request.source(),
            CostExperiment.nominal(CostSettings.DEFAULT),
            s -> new InferenceModel(s, Background.NONE, cache).withoutTimelines());
    InferenceResult alone = design.inference().run(request.inference());
    if (!alone.fitsInMemory()) {
      throw new InputException(
          "%s does not fit %s with one request"
              .formatted(request.inference().model().id(), alone.device().id()));
    }
    InferenceRequest named = request.inference().under(alone.engine().id());
    var server =
        new Server(request.mostSequences(), alone.kvCacheCapacityTokens(), request.chunkTokens());
    Load load = request.load();
    List<Arrival> arrivals =
        !request.trace().isEmpty()
            ? request.trace()
            : Arrival.poisson(
                load.requests(),
                load.perSecond(),
                named.promptTokens(),
                named.outputTokens(),
                load.isSpread(),
                load.seed());
    long longest = named.promptTokens() + named.outputTokens();
    for (Arrival a : arrivals) {
      longest = Math.max(longest, a.promptTokens() + a.outputTokens());
    }
    if (longest > server.cacheTokens()) {
      throw new InputException(
          "a request of %d tokens is more than the %d for which %s has room"
              .formatted(longest, server.cacheTokens(), alone.device().id()));
    }
    StepTimes times =
        new StepTable(
            design.inference(),
            named,
            Math.max(GREATEST_BATCH, request.mostSequences()),
            request.chunkTokens(),
            longest);
    List<Served> served = new ArrayList<>();
    for (List<Arrival> own : dealt(arrivals, request.replicas())) {
      served.addAll(ServingSimulation.of(own, server, times));
    }
    double seconds =
        served.stream().mapToDouble(Served::lastSeconds).max().orElseThrow()
            - arrivals.get(0).seconds();
    double tokens = served.stream().mapToDouble(s -> s.request().outputTokens()).sum();
    long kept = served.stream().filter(s -> keeps(s, request.promise())).count();
    List<Batch> batches = batches(named, server, times);
    return new Result(
        alone,
        server,
        ServingBound.of(named.promptTokens(), named.outputTokens(), server, times)
            .times(request.replicas()),
        tokens / seconds,
        served.size() / seconds,
        Percentiles.of(served, Served::ttftSeconds),
        Percentiles.of(served, Served::tpotSeconds),
        kept / seconds,
        (double) kept / served.size(),
        usdPerMillionTokens(request, design.evaluation(alone).systemUsd(), tokens / seconds),
        batches,
        knee(batches));
  }

  /** Returns the requests of each replica that has some. */
  private static List<List<Arrival>> dealt(List<Arrival> arrivals, int replicas) {
    List<List<Arrival>> all = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      if (i < replicas) {
        all.add(new ArrayList<>());
      }
      all.get(i % replicas).add(arrivals.get(i));
    }
    return all;
  }

  private static boolean keeps(Served s, Promise promise) {
    return s.ttftSeconds() <= promise.ttftSeconds() && s.tpotSeconds() <= promise.tpotSeconds();
  }

  private static OptionalDouble usdPerMillionTokens(
      Request request, OptionalDouble systemUsd, double tokensPerSecond) {
    if (request.usdPerHour().isEmpty() && systemUsd.isEmpty()) {
      return OptionalDouble.empty();
    }
    double perHour =
        request.usdPerHour().isPresent()
            ? request.usdPerHour().getAsDouble()
            : systemUsd.getAsDouble() / (request.years() * HOURS_PER_YEAR);
    return OptionalDouble.of(
        request.replicas() * perHour / SECONDS_PER_HOUR / tokensPerSecond * MILLION);
  }

  private static List<Batch> batches(InferenceRequest request, Server server, StepTimes times) {
    double context = request.promptTokens() + (request.outputTokens() + 1) / 2.0;
    long fitting = server.cacheTokens() / (request.promptTokens() + request.outputTokens());
    List<Batch> all = new ArrayList<>();
    for (long b = 1; b <= GREATEST_BATCH; b *= 2) {
      double step = times.decodeSeconds(b, context);
      all.add(new Batch(b, step, b / step, b <= fitting));
    }
    return all;
  }

  private static long knee(List<Batch> batches) {
    return BatchKnee.of(
            batches.stream().map(b -> new BatchKnee(b.sequences(), b.tokensPerSecond())).toList())
        .map(knee -> Math.round(knee.batch()))
        .orElse(batches.get(batches.size() - 1).sequences());
  }
}
