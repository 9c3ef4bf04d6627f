package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * A recurrence over the tokens of sequences: each token updates a state and reads its output from
 * it. One token is a step of decode.
 *
 * <pre>{@code
 * S_t = decay_t * S_(t-1) + u_t k_t^T       y_t = S_t q_t
 * reads  = inputs of all tokens + S         writes = outputs of all tokens + S
 * }</pre>
 *
 * <p>The state stays on the chip between the tokens of a sequence.
 *
 * @param kind which recurrence
 * @param sequences independent sequences
 * @param length tokens of a sequence
 * @param channels elements of the output of a token
 * @param stateElements elements of the state of a sequence
 * @param type type of inputs and outputs
 * @param stateType type of the state
 */
public record StateScan(
    Kind kind,
    long sequences,
    long length,
    long channels,
    long stateElements,
    DataType type,
    DataType stateType)
    implements StreamedOperator {
  /** Recurrences, by what an element of the state costs. */
  public enum Kind {
    /**
     * A decay for each element of the state: {@code S = exp(dt A) S + dt B x; y = C S} (Mamba). Per
     * element: product and exponential of the decay, product with the state, two products and a sum
     * of the input, product and sum of the output.
     */
    SELECTIVE("selective_scan", 3, 7, 1),
    /** One decay a head (Mamba-2, Lightning Attention, RWKV): no exponential per element. */
    DECAY("decay_scan", 4, 6, 0),
    /**
     * Delta rule: {@code S = a S (I - b k k^T) + b v k^T}: the state's value at the key is read,
     * the difference written.
     */
    DELTA("delta_scan", 4, 9, 0),
    /**
     * Gated diagonal recurrence: {@code S = a S + sqrt(1 - a^2) (i x)} with two gates (RG-LRU): the
     * state is as long as the output.
     */
    GATED("gated_scan", 4, 9, 3);

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final ElementCost cost;

    Kind(String id, int inputs, int operations, int exponentials) {
      this.id = id;
      this.cost = new ElementCost(inputs, operations, exponentials);
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }

    /**
     * Returns the cost of an element of the state and a token; inputs are as long as the output.
     */
    public ElementCost cost() {
      return cost;
    }
  }

  /**
   * Validates the sizes.
   *
   * @throws IllegalArgumentException if one is not in [1, 2^40]
   */
  public StateScan {
    Shapes.positive("sequences", sequences);
    Shapes.positive("length", length);
    Shapes.positive("channels", channels);
    Shapes.positive("stateElements", stateElements);
  }

  @Override
  public String id() {
    return kind.id;
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ELEMENTWISE;
  }

  /** Returns the updates of elements of the state, of all tokens. */
  public double updates() {
    return (double) sequences * length * stateElements;
  }

  @Override
  public double operations() {
    return updates() * kind.cost.allOperations();
  }

  private double stateBytes() {
    return (double) sequences * stateElements * stateType.bytesPerElement();
  }

  private double outputBytes() {
    return (double) sequences * length * channels * type.bytesPerElement();
  }

  @Override
  public double compulsoryReadBytes() {
    return kind.cost.inputs() * outputBytes() + stateBytes();
  }

  @Override
  public double compulsoryWriteBytes() {
    return outputBytes() + stateBytes();
  }

  @Override
  public String shape() {
    return "%dx%d channels %d state %d".formatted(sequences, length, channels, stateElements);
  }

  @Override
  public DataType arithmetic() {
    return type;
  }

  @Override
  public String types() {
    return type.id() + ", state " + stateType.id();
  }

  @Override
  public Work work() {
    double streams = kind.cost.inputs() + 1.0;
    double elements = compulsoryBytes() / type.bytesPerElement() / streams;
    return Work.ofElements(elements, type.bytesPerElement(), kind.cost, updates());
  }
}
