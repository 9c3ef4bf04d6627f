package org.socompass.inference.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.ProcessorKind;
import org.socompass.inference.cut.PreparedLengths;

/**
 * How an engine that uses several processors keeps them busy.
 *
 * @param kinds kinds of processors that compute; empty for all
 * @param submitsAhead whether the host fills the queues of CPU and GPU ahead of the data, so that
 *     submission hides behind the operators before
 * @param plansFast whether operators were placed for fast synchronisation, whatever runs
 * @param graphs how the NPU's static graphs are made; empty if it takes operators of any shape
 * @param chunks how prompts are chunked; empty if they are not
 */
public record Scheduling(
    Set<ProcessorKind> kinds,
    boolean submitsAhead,
    boolean plansFast,
    Optional<StaticGraphs> graphs,
    Optional<Chunks> chunks) {
  /** All processors, nothing ahead, any shape. */
  public static final Scheduling PLAIN =
      new Scheduling(Set.of(), false, false, Optional.empty(), Optional.empty());

  /** Copies the set. */
  public Scheduling {
    kinds = Set.copyOf(kinds);
  }

  /** Returns the scheduling with chunks of so many tokens, if it has chunks. */
  Scheduling withChunksOf(long tokens) {
    return new Scheduling(
        kinds,
        submitsAhead,
        plansFast,
        graphs,
        chunks.map(
            c ->
                new Chunks(
                    tokens,
                    c.leads(),
                    c.outlierShare(),
                    c.residentShare(),
                    c.greatestContraction(),
                    c.firstUseBytesPerSecond())));
  }

  /**
   * Static graphs of an NPU: one for each product with weights, launched on its own. Operators
   * whose shape follows the context have none.
   *
   * @param lengths prepared numbers of rows
   */
  public record StaticGraphs(PreparedLengths lengths) {}

  /**
   * Prompts in chunks over prepared graphs (llm.npu).
   *
   * @param tokens tokens of a chunk
   * @param leads stages by which a chunk may be ahead of the next, of which the one counts that
   *     ends first, one chunk after another being a choice as well; empty if subgraphs run in the
   *     order of the prompt
   * @param outlierShare share of input features that are outliers of a product
   * @param residentShare share of the outliers whose float weights stay in memory that is read
   *     fast; the others are loaded when met
   * @param greatestContraction input features of a graph; products with more are split and summed
   * @param firstUseBytesPerSecond rate at which the weights of a layer come into reach of the NPU
   *     when a prompt first uses them [B/s]
   */
  public record Chunks(
      long tokens,
      List<Long> leads,
      double outlierShare,
      double residentShare,
      long greatestContraction,
      double firstUseBytesPerSecond) {
    /**
     * Validates the constants.
     *
     * @throws IllegalArgumentException if a share is not in [0, 1] or another value is not positive
     */
    public Chunks {
      leads = List.copyOf(leads);
      for (long lead : leads) {
        if (lead < 1) {
          throw new IllegalArgumentException("leads must be positive, but are " + leads);
        }
      }
      if (tokens < 1) {
        throw new IllegalArgumentException("tokens must be positive, but are " + tokens);
      }
      if (greatestContraction < 1 || !(firstUseBytesPerSecond > 0)) {
        throw new IllegalArgumentException(
            "greatest contraction and first-use bandwidth must be positive, but are "
                + greatestContraction
                + " and "
                + firstUseBytesPerSecond);
      }
      for (double share : List.of(outlierShare, residentShare)) {
        if (!(share >= 0 && share <= 1)) {
          throw new IllegalArgumentException("a share must be in [0, 1], but is " + share);
        }
      }
    }

    /** Returns whether subgraphs run in the order of the prompt. */
    public boolean inOrder() {
      return leads.isEmpty();
    }
  }
}
