package org.socompass.llm.storage;

/**
 * The layers of a model that a scheme stores in more bits.
 *
 * <p><b>Source.</b> llama.cpp, {@code llama-quant.cpp}: {@code use_more_bits} and the comparisons
 * beside it; divisions are of whole numbers.
 */
public enum LayerSelection {
  /** All. */
  ALL {
    @Override
    public boolean contains(int layer, int layers) {
      return true;
    }
  },
  /** The first and the last eighth, and every third between them, the third one first. */
  EIGHTHS_AND_THIRDS {
    @Override
    public boolean contains(int layer, int layers) {
      int eighth = layers / 8;
      return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
    }
  },
  /** The first eighth. */
  FIRST_EIGHTH {
    @Override
    public boolean contains(int layer, int layers) {
      return layer < layers / 8;
    }
  },
  /** The first sixteenth. */
  FIRST_SIXTEENTH {
    @Override
    public boolean contains(int layer, int layers) {
      return layer < layers / 16;
    }
  },
  /** The first two. */
  FIRST_TWO {
    @Override
    public boolean contains(int layer, int layers) {
      return layer < 2;
    }
  },
  /** The first four. */
  FIRST_FOUR {
    @Override
    public boolean contains(int layer, int layers) {
      return layer < 4;
    }
  };

  /**
   * Returns whether a layer is among them.
   *
   * @param layer its index, from 0
   * @param layers layers of the model
   */
  public abstract boolean contains(int layer, int layers);
}
