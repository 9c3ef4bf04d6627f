package org.socompass.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowGroups;
import org.socompass.operator.RowOperator;

/**
 * A mixture-of-experts feed-forward as the kernels that serving engines run: choice of the experts,
 * order of the tokens by expert, a grouped product into gate and up, their activation, a grouped
 * product down, and the sum over the experts of a token.
 *
 * <p>Of several devices each has all tokens: kernels write zeros for the experts of the others, and
 * activation and sum pass over them. A row is timed in a loop, so that weights may stay on the
 * chip.
 */
final class ExpertRows {
  private static final String POWER_LAW = "power_law_";
  private static final long GATE_UP_DOWN = 3;

  /** Far more than a layer of any model has; loads are drawn for each. */
  private static final long MOST_EXPERTS = 16_384;

  /** Far steeper than any measured distribution; of more, powers would overflow. */
  private static final double STEEPEST = 10;

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
    if (experts > MOST_EXPERTS) {
      throw new InputException(
          "experts is %d, but at most %d are drawn".formatted(experts, MOST_EXPERTS));
    }
    if (perToken > experts) {
      throw new InputException(
          "experts_per_token is %d, but there are %d experts".formatted(perToken, experts));
    }
    long width = share("intermediate", row.count("intermediate"), "tensor_parallel", shards);
    share("experts", experts, "expert_parallel", ranks);
    long matrices = row.optionalCount("matrices").orElse(GATE_UP_DOWN);
    if (matrices < GATE_UP_DOWN - 1 || matrices > GATE_UP_DOWN) {
      throw new InputException(
          "matrices is %d, but an expert has 3 (gate, up, down) or 2 (up, down)"
              .formatted(matrices));
    }
    long up = (matrices - 1) * width;
    ExpertLoads loads = loads(row.text("distribution"), tokens, experts, perToken, ranks);
    var groups = new RowGroups(loads.rows(), tokens, experts / ranks, true);
    long touched = groups.rows().size();
    long passed = ranks == 1 ? Math.round(groups.allRows()) : tokens * perToken;
    List<Operator> operators = new ArrayList<>();
    operators.add(new RowOperator(RowOperator.Kind.SOFTMAX, tokens, experts, wide));
    operators.add(
        new ElementwiseOperator(
            ElementwiseOperator.Kind.EMBEDDING, tokens * perToken, DataType.FP32, DataType.FP32));
    operators.add(
        new Matmul(touched, groups.meanRows(), hidden, up, type, type, wide).grouped(groups));
    operators.add(
        matrices == GATE_UP_DOWN
            ? new ElementwiseOperator(ElementwiseOperator.Kind.SWIGLU, passed * width, wide, type)
            : new ElementwiseOperator(ElementwiseOperator.Kind.SILU, passed * width, wide, type));
    operators.add(
        new Matmul(touched, groups.meanRows(), width, hidden, type, type, wide).grouped(groups));
    // Reads each routed row and writes a token's, and zeros before: as many bytes as this many
    // additions move.
    long zeros = Math.max(0, passed - Math.round(groups.allRows()));
    operators.add(
        new ElementwiseOperator(
            ElementwiseOperator.Kind.RESIDUAL_ADD,
            Math.max(1, (hidden * (passed + tokens) + zeros * (up + hidden)) / 3),
            wide,
            wide));
    return operators;
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
        if (exponent > 0 && exponent <= STEEPEST) {
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
        "distribution '"
            + distribution
            + "' is not balanced or power_law_EXPONENT with an exponent above 0 and at most 10");
  }
}
