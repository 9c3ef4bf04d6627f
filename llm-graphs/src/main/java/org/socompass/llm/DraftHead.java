package org.socompass.llm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.LatentAttention;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.layer.WeightMatrix;

/**
 * A head that drafts tokens from the hidden state of a model: the embedding of the last token
 * beside the state, a product that brings both to one width, one layer, and the model's own LM
 * head.
 *
 * <pre>{@code
 * x = W [ norm(state); norm(embedding) ]      W [2 hidden, hidden]
 * MTP     the layer is of the last kind of the model that attends to all keys
 * EAGLE   its attention, and one network as wide as a token's way through the model's
 * }</pre>
 *
 * <p>Embedding and LM head are those of the model and take no further memory. As a model of its own
 * a head drafts one token a pass, and g of them in g passes.
 *
 * <p><b>Source.</b> DeepSeek-V3 technical report, 2024, section 2.2 (MTP); Li et al., EAGLE, 2024,
 * section 3.
 */
public final class DraftHead {
  private static final String FUSION = "draft_fusion";

  private DraftHead() {}

  /**
   * Returns the head of a model that was trained with layers that predict tokens ahead.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static LanguageModel mtp(LanguageModel model) {
    if (model.towers().stream().noneMatch(Tower::isAhead)) {
      throw new IllegalArgumentException(
          "'%s' has no layers that predict tokens ahead (MTP); 'eagle' drafts with a head of any model"
              .formatted(model.id()));
    }
    return head(model, "mtp", attending(model).named("mtp", 1));
  }

  /**
   * Returns an EAGLE-like head.
   *
   * @throws IllegalArgumentException if the model has no attention to all keys
   */
  public static LanguageModel eagle(LanguageModel model) {
    Layer like = attending(model);
    FeedForward network =
        like.feedForward()
            .or(model::feedForward)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + model.id() + "' has no network that an eagle head is like"));
    long width =
        network.intermediate()
            + network.experts().map(e -> (long) e.perToken() * e.intermediate()).orElse(0L);
    var dense =
        new FeedForward(network.kind(), Math.toIntExact(width), network.biases(), Optional.empty());
    Layer layer =
        new Layer(
            "eagle",
            1,
            like.mixer(),
            Optional.of(dense),
            like.normalization(),
            like.parallelBlock(),
            List.of(),
            0);
    return head(model, "eagle", layer);
  }

  private static LanguageModel head(LanguageModel model, String kind, Layer layer) {
    int hidden = model.hidden();
    Ends ends = model.ends();
    return new LanguageModel(
        model.id() + "-" + kind,
        model.name() + ", " + kind + " head",
        hidden,
        List.of(layer),
        new Ends(
            ends.vocabulary(),
            ends.tied(),
            ends.headBias(),
            0,
            ends.finalNorm(),
            List.of(WeightMatrix.of(FUSION, 2L * hidden, hidden)),
            2L * hidden),
        model.maxPositions(),
        List.of(),
        Optional.empty(),
        OptionalDouble.empty(),
        "assumed to be like the layers of " + model.id());
  }

  private static Layer attending(LanguageModel model) {
    return model.stack().stream()
        .filter(DraftHead::attendsToAll)
        .reduce((a, b) -> b)
        .or(() -> model.stack().stream().filter(DraftHead::attends).reduce((a, b) -> b))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + model.id() + "' has no attention that a drafting head is like"));
  }

  private static boolean attends(Layer layer) {
    return layer.mixer() instanceof LatentAttention
        || (layer.mixer() instanceof SelfAttention a && a.hasOwnKeys());
  }

  private static boolean attendsToAll(Layer layer) {
    return attends(layer)
        && !(layer.mixer() instanceof SelfAttention a && a.span().kind() != Span.Kind.FULL)
        && !layer.isForImages();
  }
}
