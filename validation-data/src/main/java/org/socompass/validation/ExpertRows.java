package org.socompass.validation;

import java.util.List;
import java.util.Locale;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/**
 * A mixture-of-experts feed-forward as the kernels that serving engines run: choice of the experts,
 * order of the tokens by expert, a grouped product into gate and up, their activation, a grouped
 * product down, and the sum over the experts of a token.
 *
 * <p>A grouped product is one of as many batches as experts are touched, each of the mean number of
 * their tokens: work and weights are those of the uneven groups, the padding of each is not.
 */
final class ExpertRows {
  private static final String POWER_LAW = "power_law_";

  private ExpertRows() {}

  static List<Operator> operators(Row row) {
    long tokens = row.count("tokens");
    long hidden = row.count("hidden");
    long experts = row.count("experts");
    long perToken = row.count("experts_per_token");
    long ranks = row.count("expert_parallel");
    long shards = row.count("tensor_parallel");
    DataType type = row.type("dtype");
    DataType wide = type.payloadBits() < DataType.BF16.payloadBits() ? DataType.BF16 : type;
    if (perToken > experts) {
      throw new InputException(
          "experts_per_token is %d, but there are %d experts".formatted(perToken, experts));
    }
    long width = share("intermediate", row.count("intermediate"), "tensor_parallel", shards);
    share("experts", experts, "expert_parallel", ranks);
    ExpertLoads loads = loads(row.text("distribution"), tokens, experts, perToken, ranks);
    long touched = Math.max(1, Math.round(loads.touched()));
    long rows = Math.max(1, Math.round(loads.tokens() / touched));
    long routed = touched * rows;
    return List.of(
        new RowOperator(RowOperator.Kind.SOFTMAX, tokens, experts, wide),
        new ElementwiseOperator(
            ElementwiseOperator.Kind.EMBEDDING, tokens * perToken, DataType.FP32, DataType.FP32),
        new Matmul(touched, rows, hidden, 2 * width, type, type, wide),
        new ElementwiseOperator(ElementwiseOperator.Kind.SWIGLU, routed * width, wide, type),
        new Matmul(touched, rows, width, hidden, type, type, wide),
        // Reads each routed row and writes a token's: as many bytes as this many additions move.
        new ElementwiseOperator(
            ElementwiseOperator.Kind.RESIDUAL_ADD,
            Math.max(1, hidden * (routed + tokens) / 3),
            wide,
            wide));
  }

  private static long share(String what, long all, String by, long parts) {
    if (all % parts != 0) {
      throw new InputException(
          "%s is %d, which %s of %d does not divide".formatted(what, all, by, parts));
    }
    return all / parts;
  }

  private static ExpertLoads loads(
      String distribution, long tokens, long experts, long perToken, long ranks) {
    String name = distribution.toLowerCase(Locale.ROOT);
    if (name.equals("balanced")) {
      return ExpertLoads.balanced(tokens, experts, perToken, ranks);
    }
    try {
      if (name.startsWith(POWER_LAW)) {
        double exponent = Double.parseDouble(name.substring(POWER_LAW.length()));
        if (exponent > 0 && exponent < Double.POSITIVE_INFINITY) {
          return ExpertLoads.powerLaw(tokens, experts, perToken, ranks, exponent);
        }
      }
    } catch (NumberFormatException e) {
      throw unknown(distribution);
    }
    throw unknown(distribution);
  }

  private static InputException unknown(String distribution) {
    return new InputException(
        "distribution '" + distribution + "' is not balanced or power_law_EXPONENT");
  }
}
