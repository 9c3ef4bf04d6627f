package org.socompass.inference.tier;

import java.util.Optional;
import org.socompass.hardware.tier.Storage;
import org.socompass.llm.StoredWeights;

/**
 * Where the weights of a model are, and what a pass reads from storage.
 *
 * <p>{@link TierUse.Mode#FLASH}: tables and what text never reads go to storage. Of what every pass
 * reads as much stays as fits, beside room for two layers' worth of what streams; experts live in a
 * cache of what is left. Reads that stream run ahead of the work, layer by layer; those of experts
 * wait for the router unless it stands before the attention:
 *
 * <pre>{@code
 * T = max(C + E' + R, D + E + R) + D / layers        E' = E, or max(0, E - attention)
 * }</pre>
 *
 * <p>with C the time in memory, D, E, R the times of reading what streams, experts and rows.
 *
 * <p>{@link TierUse.Mode#MMAP}: all weights share the system's page cache of least recently used
 * pages; the work waits for every fault: {@code T = C + D + E + R}. Weights that stand in the order
 * of use are read ahead, as are matrices of experts of many windows; smaller ones come page by
 * page.
 *
 * @param use what was asked, with the mode that it came to
 * @param weights the model
 * @param storage what is below
 * @param layers layers of the model
 * @param memoryBytes room for weights in main memory [B]
 * @param pinnedBytes what every pass reads that stays in memory [B]
 * @param residentBytes all that the weights take of main memory, buffers included [B]
 * @param storedBytes weights that are read from storage when they are needed [B]
 * @param expertHitShare share of a token's experts that are found in memory
 */
public record TierPlan(
    TierUse use,
    StoredWeights weights,
    Storage storage,
    int layers,
    double memoryBytes,
    double pinnedBytes,
    double residentBytes,
    double storedBytes,
    double expertHitShare) {
  /** Buffers of a layer each: one is read into while the other is used. */
  private static final double BUFFERS = 2;

  /** Windows of a matrix from which on the system finds that it is read in order; assumed. */
  private static final double IN_ORDER = 16;

  /**
   * What a pass reads from storage.
   *
   * @param streamedBytes of what every pass reads [B]
   * @param expertBytes of experts [B]
   * @param rowBytes of tables [B]
   * @param streamedSeconds time of the first [s]
   * @param expertSeconds time of the second [s]
   * @param rowSeconds time of the third [s]
   */
  public record Reads(
      double streamedBytes,
      double expertBytes,
      double rowBytes,
      double streamedSeconds,
      double expertSeconds,
      double rowSeconds) {
    /** Returns all bytes [B]. */
    public double bytes() {
      return streamedBytes + expertBytes + rowBytes;
    }

    /** Returns the time of all, one after another [s]. */
    public double seconds() {
      return streamedSeconds + expertSeconds + rowSeconds;
    }
  }

  /**
   * Returns where the weights are; empty if they are all in memory, or if nothing could be done:
   * there is no storage, or no room for the buffers of a stream.
   *
   * @param memoryBytes room for weights in main memory [B]; may be negative
   */
  public static Optional<TierPlan> of(
      TierUse use,
      StoredWeights weights,
      Optional<Storage> storage,
      int layers,
      double memoryBytes) {
    boolean fits = weights.bytes() <= memoryBytes;
    boolean asked = use.mode() == TierUse.Mode.MMAP || use.mode() == TierUse.Mode.FLASH;
    if (use.mode() == TierUse.Mode.DRAM_ONLY
        || use.mode() == TierUse.Mode.FAR
        || storage.isEmpty()
        || memoryBytes <= 0
        || (fits && !asked)) {
      return Optional.empty();
    }
    return use.mode() == TierUse.Mode.MMAP
        ? Optional.of(mapped(use, weights, storage.get(), layers, memoryBytes))
        : streamed(
            new TierUse(
                TierUse.Mode.FLASH, use.expertSkew(), use.readsExpertsAhead(), use.prefix()),
            weights,
            storage.get(),
            layers,
            memoryBytes);
  }

  private static Optional<TierPlan> streamed(
      TierUse use, StoredWeights weights, Storage storage, int layers, double memoryBytes) {
    double every = weights.everyPassBytes();
    double pinned = every;
    double buffers = 0;
    // Experts of a token need a place while it goes through them, as a layer's worth of a stream.
    double working =
        weights.experts().stream().mapToDouble(g -> g.perToken() * g.expertBytes()).max().orElse(0);
    double room = memoryBytes - working;
    if (every > room) {
      // pinned + BUFFERS (every - pinned) / layers = room
      pinned = (room - BUFFERS * every / layers) / (1 - BUFFERS / layers);
      buffers = BUFFERS * (every - pinned) / layers;
      if (layers <= BUFFERS || pinned < 0) {
        return Optional.empty();
      }
    }
    double cache = Math.min(weights.expertBytes(), room - pinned - buffers + working);
    double hit = new ExpertCache(weights.experts(), use.expertSkew(), cache).hitShare();
    return Optional.of(
        new TierPlan(
            use,
            weights,
            storage,
            layers,
            memoryBytes,
            pinned,
            pinned + buffers + cache,
            weights.bytes() - pinned - cache,
            hit));
  }

  private static TierPlan mapped(
      TierUse use, StoredWeights weights, Storage storage, int layers, double memoryBytes) {
    double every = weights.everyPassBytes();
    double aToken = every + weights.experts().stream().mapToDouble(g -> g.tokenBytes()).sum();
    boolean scans = aToken > memoryBytes;
    double pinned = scans ? 0 : every;
    double cache = scans ? 0 : Math.min(weights.expertBytes(), memoryBytes - every);
    double resident = Math.min(weights.bytes(), memoryBytes);
    return new TierPlan(
        use,
        weights,
        storage,
        layers,
        memoryBytes,
        pinned,
        resident,
        weights.bytes() - resident,
        new ExpertCache(weights.experts(), use.expertSkew(), cache).hitShare());
  }

  private boolean isMapped() {
    return use.mode() == TierUse.Mode.MMAP;
  }

  /** Returns the bytes of memory in which experts are kept [B]. */
  private double cacheBytes() {
    if (isMapped()) {
      return pinnedBytes == 0 ? 0 : Math.min(weights.expertBytes(), memoryBytes - pinnedBytes);
    }
    double streams = weights.everyPassBytes() - pinnedBytes;
    return Math.max(0, residentBytes - pinnedBytes - BUFFERS * streams / layers);
  }

  /**
   * Returns what a pass reads from storage.
   *
   * @param tokens tokens of the pass, of all sequences
   * @param passes how often the layers are gone through, in chunks of the tokens
   */
  public Reads reads(long tokens, long passes) {
    double streamed = (weights.everyPassBytes() - pinnedBytes) * passes;
    long perPass = Math.max(1, tokens / passes);
    double experts =
        passes
            * new ExpertCache(weights.experts(), use.expertSkew(), cacheBytes())
                .missedBytes(perPass);
    double block =
        weights.experts().stream()
            .mapToDouble(StoredWeights.ExpertGroup::matrixBytes)
            .max()
            .orElse(0);
    double rows = 0;
    double rowSeconds = 0;
    if (!isMapped() || weights.bytes() > memoryBytes) {
      for (StoredWeights.Table table : weights.tables()) {
        rows += tokens * table.rowBytes();
        rowSeconds +=
            isMapped()
                ? tokens
                    * Math.ceil(table.rowBytes() / storage.pageBytes())
                    * storage.faultSeconds(storage.pageBytes(), false)
                : storage.queuedSeconds(tokens * table.rowBytes(), table.rowBytes());
      }
    }
    return new Reads(
        streamed,
        experts,
        rows,
        isMapped()
            ? storage.faultSeconds(streamed, true)
            : storage.queuedSeconds(streamed, streamed / passes / layers),
        isMapped()
            ? storage.faultSeconds(experts, block > IN_ORDER * storage.readAheadBytes())
            : storage.queuedSeconds(experts, block),
        rowSeconds);
  }

  /**
   * Returns the time of a pass with its reads [s].
   *
   * @param memorySeconds time of the pass with all weights in memory [s]
   * @param attentionSeconds the part of it between a layer's input and its feed-forward network [s]
   */
  public double seconds(Reads reads, double memorySeconds, double attentionSeconds) {
    if (isMapped()) {
      return memorySeconds + reads.seconds();
    }
    double exposed =
        use.readsExpertsAhead()
            ? Math.max(0, reads.expertSeconds() - attentionSeconds)
            : reads.expertSeconds();
    return Math.max(memorySeconds + exposed + reads.rowSeconds(), reads.seconds())
        + reads.streamedSeconds() / layers;
  }

  /** Returns the bytes of weights that a token reads from main memory [B]. */
  public double tokenMemoryBytes() {
    double experts = weights.experts().stream().mapToDouble(g -> g.tokenBytes()).sum();
    return weights.everyPassBytes() + experts;
  }
}
