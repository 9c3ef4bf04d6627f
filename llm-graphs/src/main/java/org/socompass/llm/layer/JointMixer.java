package org.socompass.llm.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention and a state mixer side by side on the same input, their outputs added, as in Falcon-H1.
 *
 * @param attention the attention
 * @param other the mixer beside it
 */
public record JointMixer(SelfAttention attention, StateMixer other) implements Mixer {
  @Override
  public String id() {
    return attention.id() + "-and-" + other.id();
  }

  @Override
  public List<WeightMatrix> matrices(int hidden) {
    List<WeightMatrix> all = new ArrayList<>(attention.matrices(hidden));
    all.addAll(other.matrices(hidden));
    return all;
  }

  @Override
  public long vectorElements(int hidden) {
    return attention.vectorElements(hidden) + other.vectorElements(hidden);
  }

  @Override
  public long cachedElements(long tokens) {
    return attention.cachedElements(tokens);
  }

  @Override
  public StateSize state() {
    return other.state();
  }

  @Override
  public long copies(String role, int devices) {
    return attention.copies(role, devices);
  }

  @Override
  public long cacheCopies(int devices) {
    return attention.cacheCopies(devices);
  }
}
