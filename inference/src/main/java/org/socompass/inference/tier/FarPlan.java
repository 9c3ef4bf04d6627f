package org.socompass.inference.tier;

import org.socompass.hardware.tier.FarMemory;
import org.socompass.llm.StoredWeights;

/**
 * What is in main memory and what in far memory, by how often a byte is read.
 *
 * <p>Main memory takes, until it is full, what the tensors between operators and recurrent states
 * need, then
 *
 * <ol>
 *   <li>weights of every pass: read once a pass, by prompts in chunks as often as there are chunks,
 *   <li>keys and values: once a token as well, but not before the sequence is so long,
 *   <li>experts, the most popular first: by chance,
 *   <li>tables, of which a token takes a row, and what text never reads.
 * </ol>
 *
 * <p>The rest is far. Each part is split alike over layers, rows and heads, so that every operator
 * has the same share of its weights, or of its keys and values, behind the link; experts are whole.
 * Keys and values are placed for the end of the output.
 *
 * @param memory the far memory, of each device
 * @param devices devices, which all have one
 * @param everyPass weights that every pass reads
 * @param cache keys and values at the end of the output
 * @param experts weights of experts
 * @param tables tables and what text never reads
 * @param weights the model
 * @param expertSkew exponent of the popularity of experts
 */
public record FarPlan(
    FarMemory memory,
    int devices,
    Part everyPass,
    Part cache,
    Part experts,
    Part tables,
    StoredWeights weights,
    double expertSkew) {
  /**
   * What is read alike.
   *
   * @param nearBytes in main memory [B]
   * @param farBytes in far memory [B]
   */
  public record Part(double nearBytes, double farBytes) {
    private static Part of(double bytes, double room) {
      double near = Math.max(0, Math.min(bytes, room));
      return new Part(near, bytes - near);
    }

    /** Returns all of it [B]. */
    public double bytes() {
      return nearBytes + farBytes;
    }

    /** Returns the share that is far, in [0, 1]; 0 of nothing. */
    public double farShare() {
      return bytes() > 0 ? farBytes / bytes() : 0;
    }
  }

  /**
   * What is to be placed, on all devices together.
   *
   * @param weights the model
   * @param weightsBytes its weights, as often as devices hold them [B]
   * @param cacheBytes keys and values at the end of the output [B]
   * @param expertSkew exponent of the popularity of experts
   */
  public record Contents(
      StoredWeights weights, double weightsBytes, double cacheBytes, double expertSkew) {
    /** Returns all of it [B]. */
    public double bytes() {
      return weightsBytes + cacheBytes;
    }
  }

  /**
   * Returns where everything is, whether far memory has room for its part or not.
   *
   * @param roomBytes room in main memory for weights, keys and values, on all devices [B]
   */
  public static FarPlan of(FarMemory memory, int devices, Contents contents, double roomBytes) {
    StoredWeights weights = contents.weights();
    double experts = weights.expertBytes();
    double tables = weights.tableBytes() + weights.idleBytes();
    double room = roomBytes;
    // What devices hold twice is of every pass: norms, and heads that are fewer than the devices.
    Part every = Part.of(contents.weightsBytes() - experts - tables, room);
    room -= every.nearBytes();
    Part cache = Part.of(contents.cacheBytes(), room);
    room -= cache.nearBytes();
    Part ofExperts = Part.of(experts, room);
    room -= ofExperts.nearBytes();
    return new FarPlan(
        memory,
        devices,
        every,
        cache,
        ofExperts,
        Part.of(tables, room),
        weights,
        contents.expertSkew());
  }

  /** Returns the weights in main memory of all devices [B]. */
  public double nearWeightsBytes() {
    return everyPass.nearBytes() + experts.nearBytes() + tables.nearBytes();
  }

  /** Returns the weights in far memory of all devices [B]. */
  public double farWeightsBytes() {
    return everyPass.farBytes() + experts.farBytes() + tables.farBytes();
  }

  /** Returns all that is far, on all devices [B]. */
  public double farBytes() {
    return farWeightsBytes() + cache.farBytes();
  }

  /** Returns what the far memory of all devices holds [B]. */
  public double capacityBytes() {
    return (double) memory.capacityBytes() * devices;
  }

  /** Returns whether far memory has room for its part. */
  public boolean fits() {
    return farBytes() <= capacityBytes();
  }

  /**
   * Returns the share of the experts' bytes of a pass that is read far, in [0, 1].
   *
   * @param tokens tokens of the pass, of all sequences
   */
  public double expertFarShare(long tokens) {
    return new HotExperts(weights.experts(), expertSkew, 1 - experts.farShare()).farShare(tokens);
  }

  /**
   * Returns the rows of tables that tokens take from far memory [B].
   *
   * @param tokens tokens
   */
  public double rowBytes(long tokens) {
    double row = weights.tables().stream().mapToDouble(StoredWeights.Table::rowBytes).sum();
    return tokens * row * tables.farShare();
  }
}
