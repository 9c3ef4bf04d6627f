package org.socompass.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;

/**
 * Keys and values that are not kept: what is evicted from the cache, and layers that use those of a
 * layer before them.
 *
 * <pre>{@code
 * kept tokens    min(context, sinks + window)     of layers that see all keys
 * kept layers    ceil(layers / sharing)           of each kind with keys of its own
 * }</pre>
 *
 * <p>A query, of a prompt as well, sees the first tokens (sinks) and the last ones. Layers that
 * share have no projections to keys and values: the model is made so. What either does to the
 * answers is not predicted.
 *
 * <p><b>Source.</b> Xiao et al., StreamingLLM, ICLR 2024; Brandon et al., Cross-Layer Attention,
 * 2024.
 *
 * @param sinks first tokens that stay [token]
 * @param window last tokens that stay [token]; 0 if none is evicted
 * @param sharing layers that use the keys and values of the first of them; 1 if none do
 */
public record KvReduction(long sinks, long window, int sharing) {
  private static final int GREATEST_SHARING = 4096;

  /** Nothing is evicted or shared. */
  public static final KvReduction NONE = new KvReduction(0, 0, 1);

  /**
   * Validates the sizes.
   *
   * @throws IllegalArgumentException if one is out of range, or sinks stay without a window
   */
  public KvReduction {
    if (window < 0 || window > ForwardPass.MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "the window must be in [0, %d], but is %d".formatted(ForwardPass.MAXIMUM_LENGTH, window));
    }
    if (sinks < 0 || sinks > ForwardPass.MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "sinks must be in [0, %d], but are %d".formatted(ForwardPass.MAXIMUM_LENGTH, sinks));
    }
    if (sinks > 0 && window == 0) {
      throw new IllegalArgumentException("sinks need a window of the last tokens beside them");
    }
    if (sharing < 1 || sharing > GREATEST_SHARING) {
      throw new IllegalArgumentException(
          "layers that share must be in [1, %d], but are %d".formatted(GREATEST_SHARING, sharing));
    }
  }

  /** Returns whether all is kept. */
  public boolean isNone() {
    return window == 0 && sharing == 1;
  }

  /**
   * Returns a model that keeps no more.
   *
   * @throws IllegalArgumentException if none of its layers has what would be left out
   */
  public LanguageModel of(LanguageModel model) {
    if (isNone()) {
      return model;
    }
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : model.stack()) {
      Layer evicting = window == 0 ? layer : layer.with(evicting(layer.mixer()));
      Optional<Mixer> shared = sharing == 1 ? Optional.empty() : shared(evicting.mixer());
      int owners = (layer.count() - 1) / sharing + 1;
      if (shared.isEmpty() || owners == layer.count()) {
        layers.add(evicting);
        continue;
      }
      layers.add(evicting.named(layer.kind(), owners));
      layers.add(
          evicting.with(shared.get()).named(layer.kind() + "-sharing", layer.count() - owners));
    }
    if (layers.equals(model.stack())) {
      throw new IllegalArgumentException(
          "'%s' has no layers with keys and values of heads that could be left out"
              .formatted(model.id()));
    }
    return model.withStack(layers);
  }

  private Mixer evicting(Mixer mixer) {
    if (mixer instanceof SelfAttention attention) {
      return attention.span().kind() == Span.Kind.FULL
              && attention.keys() != SelfAttention.Keys.CROSS
          ? attention.withSpan(Span.window(sinks + window))
          : attention;
    }
    return mixer instanceof JointMixer joint
        ? new JointMixer((SelfAttention) evicting(joint.attention()), joint.other())
        : mixer;
  }

  private static Optional<Mixer> shared(Mixer mixer) {
    if (mixer instanceof SelfAttention attention && attention.hasOwnKeys()) {
      return Optional.of(attention.withKeys(SelfAttention.Keys.SHARED));
    }
    return mixer instanceof JointMixer joint
        ? shared(joint.attention()).map(a -> new JointMixer((SelfAttention) a, joint.other()))
        : Optional.empty();
  }
}
