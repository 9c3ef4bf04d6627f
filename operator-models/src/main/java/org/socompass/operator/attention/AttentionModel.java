package org.socompass.operator.attention;

import org.socompass.hardware.AttentionKernels;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.operator.Attention;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.AttentionMapping;

/**
 * Latency of fused attention (FlashAttention).
 *
 * <pre>{@code
 * a block owns Br query rows of one head (or of the g heads that share keys, packed) and walks the
 * keys in steps of Bc; causal steps beyond its last row are skipped
 * d, dv elements of a head of keys and of values; c = d + dv of them cached, or d if latent
 * step   = 2 Br Bc (d + dv) / (2 MAC f eff) + exposed * Br Bc / (EXP f)    one block alone: + t_step
 * core   = step * sum over waves of the longest block's steps + t_block * waves
 * buffer = steps of all blocks * Bc c w / (b2 f)
 * new    = Q + O, and the cache that K and V of new tokens are written to
 * miss   = max(0, 1 - share * capacity / new)                 of new bytes in main memory
 * memory = (K + V + miss * (Q + O)) / (BW eta)
 * t      = launch + (max(core, buffer)^p + memory^p)^(1/p) + combine + append + beside
 * beside = kernels * fixed + passes * (new K + V) * max(miss / (BW eta), 1 / (b2 f))
 * }</pre>
 *
 * <p>A window leaves out the steps before it: a tile of {@code Br / g} queries walks at most {@code
 * W + Br / g - 1} keys. Keys and values of another type are converted step by step by the vector
 * units.
 *
 * <p>What the operators before left in the global buffer is read from there, and so is what the
 * engine writes to its cache; the whole is never less than all bytes from main memory, as if
 * nothing was left.
 *
 * <p>A tile must fit the buffers of a core: {@link AttentionBuffers}. A block is at least the least
 * tile of the kernels; if a smaller one is all that fits, it works on its parts one after another,
 * each with a {@code t_step}, and reads the keys again for each part of its rows. So more buffer
 * never takes more time, nor does a smaller head. Blocks are issued longest first, so that wave j
 * is as long as block {@code j cores / heads}. Two resident blocks hide part of each other's
 * exponentials. Splitting the keys over blocks writes and reads partial results in fp32 through the
 * global buffer.
 *
 * <p><b>Source.</b> Ours, after Dao et al., FlashAttention-2 (2023), for the order of the work.
 */
public final class AttentionModel {
  private AttentionModel() {}

  /** Returns the cost. */
  public static OperatorCost cost(
      Attention a,
      Processor processor,
      MainMemory memory,
      AttentionKernels usual,
      AttentionMapping mapping) {
    return new AttentionWork(a, processor, memory.latencySeconds(), usual, mapping)
        .cost(new AttentionStreams(a, processor, memory, usual));
  }

  /** Returns the kernels that an attention has of those of its processor. */
  public static AttentionKernels kernels(Attention a, AttentionKernels usual) {
    return a.latent() ? usual.ofLatent() : usual;
  }
}
