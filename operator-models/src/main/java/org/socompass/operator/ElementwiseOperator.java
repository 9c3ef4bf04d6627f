package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/**
 * An operator whose output elements depend on a few input elements each: activations, residual
 * addition, rotation, and pure data movement.
 *
 * @param kind what is computed
 * @param elements output elements
 * @param input type of the inputs
 * @param output type of the outputs
 */
public record ElementwiseOperator(Kind kind, long elements, DataType input, DataType output)
    implements StreamedOperator {
  /** What is computed per output element. */
  public enum Kind {
    /** Gaussian error linear unit, tanh form. */
    GELU("gelu", 1, 10, 1),
    /** {@code x * sigmoid(x)}. */
    SILU("silu", 1, 3, 1),
    /** {@code silu(gate) * up}: two inputs. */
    SWIGLU("swiglu", 2, 4, 1),
    /** {@code gelu(gate) * up}: two inputs. */
    GEGLU("geglu", 2, 11, 1),
    /** {@code max(x, 0)}. */
    RELU("relu", 1, 1, 0),
    /** {@code max(x, 0)^2}. */
    RELU2("relu2", 1, 2, 0),
    /** {@code max(gate, 0) * up}: two inputs. */
    REGLU("reglu", 2, 2, 0),
    /** {@code max(gate, 0)^2 * up}: two inputs. */
    RE2GLU("re2glu", 2, 3, 0),
    /** {@code a x^2 + b x} for positive x, {@code a (exp(x) - 1) - a x + b x} else. */
    XIELU("xielu", 1, 5, 1),
    /** {@code sigmoid(gate) * x}: two inputs. */
    GATE("gate", 2, 3, 1),
    /** Convolution over the last four tokens of a channel, {@code silu} after it. */
    SHORT_CONVOLUTION("short_convolution", 1, 11, 1),
    /** Rows of tokens to the order of their experts, and back as a weighted sum. */
    EXPERT_ORDER("expert_order", 1, 1, 0),
    /** Rotary position embedding, angles resident. */
    ROPE("rope", 1, 3, 0),
    /** {@code x + residual}: two inputs. */
    RESIDUAL_ADD("residual_add", 2, 1, 0),
    /** Rows of the embedding table, one per token. */
    EMBEDDING("embedding", 1, 0, 0),
    /** New keys and values to their place in the cache. */
    KV_APPEND("kv_append", 1, 0, 0),
    /** To a narrower type: scale, round, clamp. */
    QUANTIZE("quantize", 1, 3, 0),
    /** To a wider type: multiply by a scale. */
    DEQUANTIZE("dequantize", 1, 1, 0);

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

    /** Returns the cost of an element of the output. */
    public ElementCost cost() {
      return cost;
    }
  }

  /**
   * Validates the size.
   *
   * @throws IllegalArgumentException if it is not in [1, 2^40]
   */
  public ElementwiseOperator {
    Shapes.positive("elements", elements);
  }

  @Override
  public String id() {
    return kind.id();
  }

  @Override
  public OperatorClass operatorClass() {
    return OperatorClass.ELEMENTWISE;
  }

  @Override
  public double operations() {
    return (double) elements * kind.cost.allOperations();
  }

  @Override
  public double compulsoryReadBytes() {
    return (double) elements * kind.cost.inputs() * input.bytesPerElement();
  }

  @Override
  public double compulsoryWriteBytes() {
    return (double) elements * output.bytesPerElement();
  }

  @Override
  public String shape() {
    return "[" + elements + "]";
  }

  @Override
  public DataType arithmetic() {
    return output;
  }

  @Override
  public String types() {
    return input == output ? input.id() : input.id() + " -> " + output.id();
  }

  @Override
  public Work work() {
    double wider = Math.max(input.bytesPerElement(), output.bytesPerElement());
    double all = (double) elements;
    return Work.ofElements(all, wider, kind.cost, all);
  }
}
