package org.socompass.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.socompass.hardware.Device;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.hardware.tier.FarMemory;
import org.socompass.inference.result.OperatorTime;
import org.socompass.inference.result.PhaseResult;
import org.socompass.inference.result.PlacedFar;
import org.socompass.inference.tier.FarPlan;
import org.socompass.llm.OperatorNode;
import org.socompass.operator.Attention;
import org.socompass.operator.Bound;
import org.socompass.operator.Matmul;
import org.socompass.operator.energy.Energy;

/**
 * Passes of which some weights, keys and values are in far memory.
 *
 * <p>Processors load from far memory as from main memory, so that an operator streams from both at
 * once and waits for the longer of them:
 *
 * <pre>{@code
 * t = max(t with all in main memory, latency + far bytes / far bandwidth)
 * T = max(sum of t, latency + all far bytes / far bandwidth)
 * }</pre>
 *
 * <p>The first term takes no credit for main memory that moves less: an operator is never faster
 * than with all in main memory. Each byte crosses the link once a pass; what an operator reads
 * again is on the chip or has been copied. New keys and values are written behind the work. Of what
 * units in main memory run, far bytes are none that they read there.
 */
final class FarPasses {
  /** Name of what waits for new keys and values, and for rows of tables. */
  static final String WRITES = "far_memory_writes";

  private static final double ROUNDING = 1e-9;

  private FarPasses() {}

  /**
   * What one run of an operator takes from far memory.
   *
   * @param weightsBytes weights [B]
   * @param cacheBytes keys and values [B]
   */
  private record Share(double weightsBytes, double cacheBytes) {
    static final Share NONE = new Share(0, 0);

    double bytes() {
      return weightsBytes + cacheBytes;
    }
  }

  /** A pass with its far memory, and what it moves. */
  record Timed(PhaseResult phase, PlacedFar.Moved moved) {}

  /**
   * Returns a pass with what waits for far memory.
   *
   * @param phase the pass with all in main memory
   * @param nodes operators of the pass, one of each name
   * @param tokens tokens that go through the layers together, of all sequences
   * @param otherBytes what is written or looked up beside the operators on one device [B]
   */
  static Timed of(
      PhaseResult phase,
      List<OperatorNode> nodes,
      FarPlan plan,
      Device device,
      long tokens,
      double otherBytes) {
    Map<String, Share> shares = new HashMap<>();
    double ofExperts = plan.expertFarShare(tokens);
    nodes.forEach(node -> shares.put(node.name(), share(node, plan, ofExperts)));
    FarMemory far = plan.memory();
    List<OperatorTime> operators = new ArrayList<>();
    double waited = 0;
    double weights = 0;
    double cache = 0;
    double busy = 0;
    for (OperatorTime o : phase.operators()) {
      Share share = shares.getOrDefault(o.name(), Share.NONE);
      double streaming = far.seconds(share.bytes());
      waited += o.count() * Math.max(0, streaming - o.seconds());
      weights += o.count() * share.weightsBytes();
      cache += o.count() * share.cacheBytes();
      busy += o.count() * streaming;
      operators.add(share.bytes() > 0 ? far(o, share.bytes(), streaming, far, device) : o);
    }
    busy += far.seconds(otherBytes);
    double seconds = Math.max(phase.seconds() + waited, busy);
    if (otherBytes > 0) {
      double behind = seconds - phase.seconds() - waited;
      operators.add(beside(phase, otherBytes, behind > ROUNDING * seconds ? behind : 0, far));
    }
    return new Timed(
        phase.with(operators, seconds),
        new PlacedFar.Moved(weights, cache, otherBytes, busy, seconds));
  }

  private static Share share(OperatorNode node, FarPlan plan, double ofExperts) {
    if (node.operator() instanceof Attention attention) {
      return new Share(0, plan.cache().farShare() * attention.kvBytes());
    }
    if (!(node.operator() instanceof Matmul product)) {
      return Share.NONE;
    }
    if (OperatorNode.readsKvCache(node.name()) || product.cached()) {
      return new Share(0, plan.cache().farShare() * product.weightBytes());
    }
    if (!node.readsWeights()) {
      return Share.NONE;
    }
    double share = node.role().startsWith("experts") ? ofExperts : plan.everyPass().farShare();
    return new Share(share * product.weightBytes(), 0);
  }

  private static OperatorTime far(
      OperatorTime o, double bytes, double streaming, FarMemory far, Device device) {
    boolean waits = streaming > o.seconds();
    double inside = Math.min(bytes, o.inMemoryBytes());
    return o.withTime(waits ? streaming : o.seconds(), waits ? Bound.FAR_MEMORY : o.boundBy())
        .withBytes(Math.max(0, o.mainMemoryBytes() - (bytes - inside)), o.inMemoryBytes() - inside)
        .withEnergies(moved(o.energies(), bytes, inside, far, device));
  }

  /** What is written or looked up far while the operators run. */
  private static OperatorTime beside(
      PhaseResult phase, double bytes, double seconds, FarMemory far) {
    String writing = phase.operators().get(0).processor().split("\\+", -1)[0];
    return new OperatorTime(
        WRITES,
        OperatorTime.BESIDE,
        far.type(),
        writing,
        1,
        seconds,
        Bound.FAR_MEMORY,
        0,
        0,
        bytes,
        transfer(writing, bytes, far));
  }

  /** Energies of bytes that cross the link; empty if the template lacks that of a byte. */
  private static Optional<Map<String, Energy>> transfer(
      String processor, double bytes, FarMemory far) {
    OptionalDouble joules = far.joulesPerByteRead();
    return joules.isPresent()
        ? Optional.of(Map.of(processor, new Energy(0, 0, 0, 0, 0, bytes * joules.getAsDouble())))
        : Optional.empty();
  }

  /**
   * Energies of an operator of which some bytes come from far memory in place of main memory.
   *
   * @param bytes all of them [B]
   * @param inside those that units in main memory would have read [B]
   */
  private static Optional<Map<String, Energy>> moved(
      Optional<Map<String, Energy>> energies,
      double bytes,
      double inside,
      FarMemory far,
      Device device) {
    Optional<MemoryEnergy> near = device.memory().energy();
    if (energies.isEmpty() || near.isEmpty() || far.joulesPerByteRead().isEmpty()) {
      return Optional.empty();
    }
    double ofNear = near.get().joulesPerByteRead();
    // Without the energy of units that run a part, that of the operator is not stated.
    double ofInside = device.memory().pim().map(p -> p.joulesPerByteRead().orElse(0)).orElse(0.0);
    double more =
        bytes * (far.joulesPerByteRead().getAsDouble() - ofNear)
            + (inside > 0 ? inside * (ofNear - ofInside) : 0);
    double all = energies.get().values().stream().mapToDouble(Energy::memoryTransferJoules).sum();
    Map<String, Energy> result = new TreeMap<>();
    energies
        .get()
        .forEach(
            (id, e) -> {
              double part = all > 0 ? e.memoryTransferJoules() / all : 1.0 / energies.get().size();
              result.put(
                  id,
                  new Energy(
                      e.idleJoules(),
                      e.clockJoules(),
                      e.operationJoules(),
                      e.transferJoules(),
                      e.memoryBackgroundJoules(),
                      Math.max(0, e.memoryTransferJoules() + part * more)));
            });
    return Optional.of(result);
  }

  /**
   * Returns a pass in main memory with the times of one that was timed with far memory before, and
   * the energies of a device.
   */
  static PhaseResult priced(PhaseResult phase, PhaseResult timed, FarMemory far, Device device) {
    Map<String, OperatorTime> plain = new HashMap<>();
    phase.operators().forEach(o -> plain.put(key(o), o));
    List<OperatorTime> operators = new ArrayList<>();
    for (OperatorTime o : timed.operators()) {
      OperatorTime before = plain.get(key(o));
      if (o.name().equals(WRITES)) {
        operators.add(o.withEnergies(transfer(o.processor(), o.mainMemoryBytes(), far)));
      } else if (before != null && read(before) > read(o)) {
        double inside = before.inMemoryBytes() - o.inMemoryBytes();
        double bytes = before.mainMemoryBytes() - o.mainMemoryBytes() + inside;
        operators.add(o.withEnergies(moved(before.energies(), bytes, inside, far, device)));
      } else {
        operators.add(before == null ? o : o.withEnergies(before.energies()));
      }
    }
    return timed.with(operators, timed.seconds());
  }

  private static double read(OperatorTime o) {
    return o.mainMemoryBytes() + o.inMemoryBytes();
  }

  private static String key(OperatorTime o) {
    return o.name() + "@" + o.processor();
  }
}
