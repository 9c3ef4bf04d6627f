package org.socompass.inference.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Continuous batching with prompts in chunks, step by step.
 *
 * <p>A request enters in the order of arrival once there is a place and room for the keys and
 * values of its prompt and output. A step takes a token of each sequence that generates, and after
 * them a chunk's worth of the oldest prompts that are not done; the passes run one after the other,
 * which is an upper bound for engines that join them. The chunk that ends a prompt gives its first
 * token.
 */
public final class ServingSimulation {
  private final Server server;
  private final StepTimes times;
  private final ArrayDeque<Arrival> waiting;
  private final ArrayDeque<Active> prompts = new ArrayDeque<>();
  private final List<Active> generating = new ArrayList<>();
  private final List<Served> served = new ArrayList<>();
  private long heldTokens;
  private double now;

  private static final class Active {
    private final Arrival request;
    private long promptDone;
    private long outputDone;
    private double firstSeconds;

    Active(Arrival request) {
      this.request = request;
    }

    long tokens() {
      return request.promptTokens() + request.outputTokens();
    }
  }

  private ServingSimulation(List<Arrival> arrivals, Server server, StepTimes times) {
    this.server = server;
    this.times = times;
    this.waiting = new ArrayDeque<>(arrivals);
  }

  /**
   * Returns the requests as they were served, in the order in which they end.
   *
   * @param arrivals requests in the order of arrival
   * @throws IllegalArgumentException if one is too long for the server
   */
  public static List<Served> of(List<Arrival> arrivals, Server server, StepTimes times) {
    for (Arrival a : arrivals) {
      if (a.promptTokens() + a.outputTokens() > server.cacheTokens()) {
        throw new IllegalArgumentException(
            "a request of %d tokens is more than the %d for which there is room"
                .formatted(a.promptTokens() + a.outputTokens(), server.cacheTokens()));
      }
    }
    var simulation = new ServingSimulation(arrivals, server, times);
    while (simulation.served.size() < arrivals.size()) {
      simulation.step();
    }
    return simulation.served;
  }

  private void step() {
    admit();
    if (prompts.isEmpty() && generating.isEmpty()) {
      now = Math.max(now, waiting.getFirst().seconds());
      admit();
    }
    double seconds = 0;
    if (!generating.isEmpty()) {
      double context = 0;
      for (Active a : generating) {
        context += a.request.promptTokens() + a.outputDone + 1;
      }
      seconds += times.decodeSeconds(generating.size(), context / generating.size());
    }
    List<Active> begun = new ArrayList<>();
    long room = server.chunkTokens();
    while (room > 0 && !prompts.isEmpty()) {
      Active prompt = prompts.getFirst();
      long left = prompt.request.promptTokens() - prompt.promptDone;
      long piece = Math.min(left, room);
      room -= piece;
      prompt.promptDone += piece;
      seconds += times.prefillSeconds(piece, (double) prompt.promptDone);
      if (piece == left) {
        begun.add(prompts.removeFirst());
      }
    }
    now += seconds;
    generating.forEach(a -> a.outputDone++);
    for (Active a : begun) {
      a.firstSeconds = now;
      a.outputDone = 1;
      generating.add(a);
    }
    generating.removeIf(this::ends);
  }

  private void admit() {
    while (!waiting.isEmpty()
        && waiting.getFirst().seconds() <= now
        && prompts.size() + generating.size() < server.mostSequences()) {
      var next = new Active(waiting.getFirst());
      if (heldTokens + next.tokens() > server.cacheTokens()) {
        return;
      }
      heldTokens += next.tokens();
      waiting.removeFirst();
      prompts.addLast(next);
    }
  }

  private boolean ends(Active a) {
    if (a.outputDone < a.request.outputTokens()) {
      return false;
    }
    heldTokens -= a.tokens();
    served.add(new Served(a.request, a.firstSeconds, now));
    return true;
  }
}
