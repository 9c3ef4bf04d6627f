package org.socompass.llm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Biases;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Sizes;

/**
 * A decoder-only language model: the shapes from which its parameters and operators follow.
 *
 * <pre>{@code
 * token -> embedding -> [ norm -> mixer -> + -> norm -> feed-forward -> + ] x layers
 *                                                   -> norm -> LM head -> logits
 * }</pre>
 *
 * <p>Layers are a list of kinds with counts. Their order in the model is not kept: what a pass
 * takes does not depend on it.
 *
 * @param id name in files and on the command line
 * @param name name for people
 * @param hidden elements of the hidden state of a token
 * @param stack kinds of layers, each with its count
 * @param ends embedding and LM head
 * @param maxPositions longest context the model was made for [token]
 * @param towers parts that are no layers
 * @param storedAs how its checkpoint is stored, if that is not 16-bit floats
 * @param publishedParameters parameter count that its authors state, if known
 * @param source where shapes and count are from
 */
public record LanguageModel(
    String id,
    String name,
    int hidden,
    List<Layer> stack,
    Ends ends,
    int maxPositions,
    List<Tower> towers,
    Optional<StoredAs> storedAs,
    OptionalDouble publishedParameters,
    String source) {

  /**
   * Validates the model.
   *
   * @throws IllegalArgumentException if a size is out of range, a text is blank, there is no layer,
   *     or two kinds have one name
   */
  public LanguageModel {
    if (id.isBlank() || name.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("id, name and source must not be blank");
    }
    Sizes.inRange("hidden", hidden, 1 << 20);
    Sizes.inRange("max_positions", maxPositions, Integer.MAX_VALUE);
    if (stack.isEmpty()) {
      throw new IllegalArgumentException("a model must have layers");
    }
    Set<String> kinds = new HashSet<>();
    for (Layer layer : stack) {
      if (!kinds.add(layer.kind())) {
        throw new IllegalArgumentException("two kinds of layers are called '" + layer.kind() + "'");
      }
    }
    stack = List.copyOf(stack);
    towers = List.copyOf(towers);
  }

  /**
   * Creates a model whose layers are all alike: full attention and one dense network.
   *
   * @param layers decoder layers
   * @param attention heads
   * @param feedForward feed-forward network
   * @param normalization norms
   * @param vocabulary rows of the embedding table and columns of the LM head
   * @param tiedEmbeddings whether the LM head is the embedding table
   * @param biases matrices that have a bias
   * @param parallelBlock whether attention and feed-forward network read the same input
   * @param learnedPositions rows of the table of learned positions; 0 if positions are rotary
   * @throws IllegalArgumentException if a size is out of range, a text is blank, or one norm per
   *     layer is given without a parallel block
   */
  public LanguageModel(
      String id,
      String name,
      int layers,
      int hidden,
      AttentionShape attention,
      FeedForward feedForward,
      Normalization normalization,
      int vocabulary,
      boolean tiedEmbeddings,
      Biases biases,
      boolean parallelBlock,
      int learnedPositions,
      int maxPositions,
      OptionalDouble publishedParameters,
      String source) {
    this(
        id,
        name,
        hidden,
        List.of(uniform(layers, attention, feedForward, normalization, biases, parallelBlock)),
        new Ends(
            vocabulary,
            tiedEmbeddings,
            biases == Biases.ALL && !tiedEmbeddings,
            learnedPositions,
            normalization.beforeLmHead() ? Optional.of(normalization.kind()) : Optional.empty(),
            List.of(),
            0),
        maxPositions,
        List.of(),
        Optional.empty(),
        publishedParameters,
        source);
  }

  private static Layer uniform(
      int layers,
      AttentionShape attention,
      FeedForward feedForward,
      Normalization normalization,
      Biases biases,
      boolean parallelBlock) {
    Mixer mixer =
        SelfAttention.of(attention).withBiases(biases != Biases.NONE, biases == Biases.ALL);
    var network =
        new FeedForward(
            feedForward.kind(),
            feedForward.intermediate(),
            biases == Biases.ALL,
            feedForward.experts());
    return new Layer(
        mixer.id(),
        layers,
        mixer,
        Optional.of(network),
        normalization,
        parallelBlock,
        List.of(),
        0);
  }

  /** Returns kinds of layers for a list of single layers: like ones are counted together. */
  public static List<Layer> kinds(List<Layer> single) {
    Map<Layer, Integer> counts = new LinkedHashMap<>();
    single.forEach(layer -> counts.merge(layer.named("x", 1), 1, Integer::sum));
    List<Layer> result = new ArrayList<>();
    Map<String, Integer> used = new LinkedHashMap<>();
    for (Map.Entry<Layer, Integer> entry : counts.entrySet()) {
      String id = idOf(entry.getKey(), counts.keySet());
      int number = used.merge(id, 1, Integer::sum);
      result.add(entry.getKey().named(number == 1 ? id : id + "-" + number, entry.getValue()));
    }
    return result;
  }

  /** Names a kind after its mixer, and after its network where that differs among the kinds. */
  private static String idOf(Layer layer, Set<Layer> all) {
    boolean differs =
        all.stream().map(l -> l.feedForward().map(FeedForward::id)).distinct().count() > 1;
    if (!layer.hasMixer()) {
      return layer.feedForward().map(FeedForward::id).orElse("none");
    }
    return layer.mixer().id()
        + (differs ? layer.feedForward().map(f -> "-" + f.id()).orElse("") : "");
  }

  /** Returns the number of layers. */
  public int layers() {
    int count = 0;
    for (Layer layer : stack) {
      count += layer.count();
    }
    return count;
  }

  /** Returns the kind of layer that there are most of. */
  public Layer mainLayer() {
    Layer main = stack.get(0);
    for (Layer layer : stack) {
      main = layer.count() > main.count() ? layer : main;
    }
    return main;
  }

  /** Returns the heads of the kind of attention that there is most of, if there is one. */
  public Optional<AttentionShape> attention() {
    Optional<AttentionShape> most = Optional.empty();
    int count = 0;
    for (Layer layer : stack) {
      Optional<AttentionShape> shape =
          layer.mixer() instanceof SelfAttention a
              ? Optional.of(a.shape())
              : layer.mixer() instanceof JointMixer j
                  ? Optional.of(j.attention().shape())
                  : Optional.empty();
      if (shape.isPresent() && layer.count() > count) {
        most = shape;
        count = layer.count();
      }
    }
    return most;
  }

  /** Returns the widest feed-forward network that all tokens go through, if there is one. */
  public Optional<FeedForward> feedForward() {
    return stack.stream()
        .flatMap(layer -> layer.feedForward().stream())
        .reduce((a, b) -> b.intermediate() > a.intermediate() ? b : a);
  }

  /** Returns the rows of the embedding table and columns of the LM head. */
  public int vocabulary() {
    return ends.vocabulary();
  }

  /** Returns whether the LM head is the embedding table. */
  public boolean tiedEmbeddings() {
    return ends.tied();
  }

  /** Returns the rows of the table of learned positions; 0 if positions are rotary. */
  public int learnedPositions() {
    return ends.learnedPositions();
  }

  /** Returns the parameters, computed from the shapes. */
  public ParameterCount parameters() {
    long inLayers = 0;
    for (Layer layer : stack) {
      inLayers += layer.count() * layer.parameters(hidden);
    }
    long others = ends.extraVectorElements();
    for (var matrix : ends.extras()) {
      others += matrix.elements();
    }
    for (Tower tower : towers) {
      others += tower.counted() ? tower.parameters() : 0;
    }
    long lmHead =
        (tiedEmbeddings() ? 0 : (long) vocabulary() * hidden)
            + (ends.headBias() ? vocabulary() : 0);
    return new ParameterCount(
        ((long) vocabulary() + learnedPositions()) * hidden,
        inLayers,
        ends.finalNorm().map(norm -> (long) norm.vectors() * hidden).orElse(0L),
        lmHead,
        others);
  }

  /** Returns the parameters without the experts that a token does not go through. */
  public long activeParameters() {
    long idle = 0;
    for (Layer layer : stack) {
      idle += layer.count() * (layer.parameters(hidden) - layer.activeParameters(hidden));
    }
    return parameters().total() - idle;
  }

  /**
   * Returns this model with other popularities of its experts.
   *
   * @param skew exponent of each layer's, as of {@link Experts#skew}
   * @throws IllegalArgumentException if the model has no experts or the skew is out of range
   */
  public LanguageModel withRoutingSkew(double skew) {
    List<Layer> skewed = stack.stream().map(layer -> layer.withRoutingSkew(skew)).toList();
    if (stack.stream().allMatch(l -> l.feedForward().flatMap(FeedForward::experts).isEmpty())) {
      throw new IllegalArgumentException(
          "'" + id + "' has no experts to choose from, so that its routing has no skew");
    }
    return withStack(skewed);
  }

  /** Returns the greatest skew of the popularity of experts of its layers; 0 without experts. */
  public double routingSkew() {
    return stack.stream()
        .flatMap(l -> l.feedForward().flatMap(FeedForward::experts).stream())
        .mapToDouble(Experts::skew)
        .max()
        .orElse(0);
  }

  LanguageModel withStack(List<Layer> others) {
    return new LanguageModel(
        id,
        name,
        hidden,
        others,
        ends,
        maxPositions,
        towers,
        storedAs,
        publishedParameters,
        source);
  }

  /** Returns the elements of keys and values that a sequence keeps at a context. */
  public double cachedElements(long tokens) {
    return cachedElements(tokens, 1);
  }

  /** Returns the elements of keys and values that several devices keep for a sequence together. */
  public double cachedElements(long tokens, int devices) {
    double elements = 0;
    for (Layer layer : stack) {
      Mixer mixer = layer.mixer();
      elements +=
          (double) layer.count() * mixer.cacheCopies(devices) * mixer.cachedElements(tokens);
    }
    return elements;
  }

  /** Returns the bytes of the states of recurrences and convolutions of a sequence [B]. */
  public double stateBytes() {
    double bytes = 0;
    for (Layer layer : stack) {
      bytes += layer.count() * layer.mixer().state().bytes();
    }
    return bytes;
  }
}
