package org.socompass.study.serving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.plan.Plan;
import org.socompass.input.InputException;
import org.socompass.llm.layer.FeedForward;
import org.socompass.mapper.OperatorCache;

/**
 * All ways in which a system of several devices can serve a model, each simulated.
 *
 * <pre>{@code
 * devices = replicas x stages x groups of experts x devices that share each matrix
 * }</pre>
 */
public final class PlacementStudy {
  private PlacementStudy() {}

  /**
   * A way.
   *
   * @param tensor devices that share each matrix
   * @param stages stages of layers
   * @param groups groups of experts
   * @param replicas replicas, each with its own requests
   * @param result how all replicas serve; empty if they can't
   * @param reason why they can't; empty if they can
   */
  public record Way(
      int tensor,
      int stages,
      int groups,
      int replicas,
      Optional<ServingStudy.Result> result,
      String reason) {}

  /**
   * Returns all ways, the best first: most requests that keep the promise, then most tokens, then
   * the fewest devices on a matrix. Those that can't serve come last.
   *
   * @param request what is asked of the system; its price of an hour is that of all devices
   * @throws InputException if it has only one device
   */
  public static List<Way> of(ServingStudy.Request request, OperatorCache cache) {
    int devices = request.source().load().deviceCount();
    if (devices == 1) {
      throw new InputException(
          "%s is one device; name a system of several, or state --set interconnect.devices=N"
              .formatted(request.source().idOrPath()));
    }
    boolean hasExperts =
        request.inference().model().stack().stream()
            .anyMatch(l -> l.feedForward().flatMap(FeedForward::experts).isPresent());
    List<Way> ways = new ArrayList<>();
    for (int replicas : divisors(devices)) {
      int each = devices / replicas;
      for (int stages : divisors(each)) {
        for (int groups : hasExperts ? divisors(each / stages) : List.of(1)) {
          ways.add(way(request, each / stages / groups, stages, groups, replicas, cache));
        }
      }
    }
    ways.sort(
        Comparator.comparing((Way w) -> w.result().isEmpty())
            .thenComparing(w -> -w.result().map(ServingStudy.Result::goodput).orElse(0.0))
            .thenComparing(
                w -> -w.result().map(ServingStudy.Result::outputTokensPerSecond).orElse(0.0))
            .thenComparing(Way::tensor)
            .thenComparing(Way::stages));
    return ways;
  }

  private static List<Integer> divisors(int number) {
    List<Integer> all = new ArrayList<>();
    for (int d = 1; d <= number; d++) {
      if (number % d == 0) {
        all.add(d);
      }
    }
    return all;
  }

  private static Way way(
      ServingStudy.Request all,
      int tensor,
      int stages,
      int groups,
      int replicas,
      OperatorCache cache) {
    List<String> overrides = new ArrayList<>(all.source().overrides());
    overrides.add("interconnect.devices=" + tensor * stages * groups);
    try {
      var parallelism = new Parallelism(stages, groups, OptionalInt.empty());
      var request =
          new ServingStudy.Request(
              new DeviceSource(all.source().template(), overrides, all.source().throttleSteps()),
              InputException.checked(() -> all.inference().by(Plan.PLAIN.with(parallelism))),
              all.load(),
              all.mostSequences(),
              all.chunkTokens(),
              all.promise(),
              all.usdPerHour().isPresent()
                  ? OptionalDouble.of(all.usdPerHour().getAsDouble() / replicas)
                  : OptionalDouble.empty(),
              all.years(),
              replicas,
              all.trace());
      ServingStudy.Result result = InputException.checked(() -> ServingStudy.of(request, cache));
      return new Way(tensor, stages, groups, replicas, Optional.of(result), "");
    } catch (InputException e) {
      return new Way(
          tensor, stages, groups, replicas, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }
}
