package org.socompass.llm.layer;

import java.util.List;

/** No mixer: a layer that is a feed-forward network alone. */
public record NoMixer() implements Mixer {
  @Override
  public String id() {
    return "none";
  }

  @Override
  public List<WeightMatrix> matrices(int hidden) {
    return List.of();
  }

  @Override
  public long vectorElements(int hidden) {
    return 0;
  }
}
