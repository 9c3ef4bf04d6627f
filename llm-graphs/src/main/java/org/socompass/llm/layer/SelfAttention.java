package org.socompass.llm.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention with keys and values of heads.
 *
 * <pre>{@code
 * q = x Wq   k = x Wk   v = x Wv   y = softmax(q k^T / sqrt(d)) v   out = [gate *] y Wo
 * }</pre>
 *
 * @param shape heads
 * @param span the keys that a query sees
 * @param keys where keys and values are from
 * @param gate whether the output is multiplied by a gate
 * @param qkvBias whether the projections to queries, keys and values have biases
 * @param outputBias whether the projection after the attention has a bias
 * @param sinks whether each head has a learned score that takes a share of the softmax
 */
public record SelfAttention(
    AttentionShape shape,
    Span span,
    Keys keys,
    Gate gate,
    boolean qkvBias,
    boolean outputBias,
    boolean sinks)
    implements Mixer {
  /** Where keys and values are from. */
  public enum Keys {
    /** Two projections of the input, cached. */
    OWN,
    /** One projection, whose result is both; both are cached, as only keys are rotated. */
    VALUES_ARE_KEYS,
    /** Those that an earlier layer cached; the layer has no projections to them. */
    SHARED,
    /** Of an image or sound, made once before the text: text tokens add nothing to them. */
    CROSS
  }

  /** A gate on the output of the attention. */
  public enum Gate {
    /** None. */
    NONE,
    /** One value an element, projected with the queries. */
    PER_ELEMENT,
    /** One value a head. */
    PER_HEAD
  }

  /** Returns attention over all keys of its own, without biases. */
  public static SelfAttention of(AttentionShape shape) {
    return new SelfAttention(shape, Span.full(), Keys.OWN, Gate.NONE, false, false, false);
  }

  /** Returns this attention with another span. */
  public SelfAttention withSpan(Span other) {
    return new SelfAttention(shape, other, keys, gate, qkvBias, outputBias, sinks);
  }

  /** Returns this attention with keys from elsewhere. */
  public SelfAttention withKeys(Keys other) {
    return new SelfAttention(shape, span, other, gate, qkvBias, outputBias, sinks);
  }

  /** Returns this attention with a gate. */
  public SelfAttention withGate(Gate other) {
    return new SelfAttention(shape, span, keys, other, qkvBias, outputBias, sinks);
  }

  /** Returns this attention with or without biases. */
  public SelfAttention withBiases(boolean qkv, boolean output) {
    return new SelfAttention(shape, span, keys, gate, qkv, output, sinks);
  }

  /** Returns this attention with a sink for each head. */
  public SelfAttention withSinks() {
    return new SelfAttention(shape, span, keys, gate, qkvBias, outputBias, true);
  }

  @Override
  public String id() {
    String shared =
        switch (keys) {
          case OWN, VALUES_ARE_KEYS -> "";
          case SHARED -> "-shared";
          case CROSS -> "cross";
        };
    return keys == Keys.CROSS ? shared : span.id() + shared;
  }

  /** Returns whether the layer projects its input to keys that it caches. */
  public boolean hasOwnKeys() {
    return keys == Keys.OWN || keys == Keys.VALUES_ARE_KEYS;
  }

  /** Returns the elements that a token's projections to keys and values have. */
  public long kvProjectionWidth() {
    return keys == Keys.OWN ? 2 * shape.kvWidth() : hasOwnKeys() ? shape.kvWidth() : 0;
  }

  /** Returns the elements that a token's projection to queries has, a gate's included. */
  public long queryProjectionWidth() {
    return switch (gate) {
      case NONE -> shape.queryWidth();
      case PER_ELEMENT -> 2 * shape.queryWidth();
      case PER_HEAD -> shape.queryWidth() + shape.heads();
    };
  }

  @Override
  public List<WeightMatrix> matrices(int hidden) {
    List<WeightMatrix> all = new ArrayList<>();
    all.add(WeightMatrix.of("q_projection", hidden, queryProjectionWidth()));
    WeightMatrix.Use use =
        hasOwnKeys() ? WeightMatrix.Use.EVERY_TOKEN : WeightMatrix.Use.NOT_BY_TEXT;
    if (keys != Keys.SHARED) {
      all.add(new WeightMatrix("k_projection", hidden, shape.kvWidth(), 1, use));
      if (keys != Keys.VALUES_ARE_KEYS) {
        all.add(new WeightMatrix("v_projection", hidden, shape.kvWidth(), 1, use));
      }
    }
    all.add(WeightMatrix.of("output_projection", shape.queryWidth(), hidden));
    return all;
  }

  @Override
  public long vectorElements(int hidden) {
    long kv = keys == Keys.SHARED ? 0 : keys == Keys.VALUES_ARE_KEYS ? 1 : 2;
    long biases =
        (qkvBias ? queryProjectionWidth() + kv * shape.kvWidth() : 0) + (outputBias ? hidden : 0);
    long norms = shape.headNorm().elements(shape) / (keys == Keys.SHARED ? 2 : 1);
    return biases + norms + (sinks ? shape.heads() : 0);
  }

  @Override
  public long cachedElements(long tokens) {
    return hasOwnKeys() ? 2 * shape.kvWidth() * span.kept(tokens) : 0;
  }

  @Override
  public long copies(String role, int devices) {
    return role.equals("k_projection") || role.equals("v_projection") ? shape.copies(devices) : 1;
  }

  @Override
  public long cacheCopies(int devices) {
    return shape.copies(devices);
  }
}
