package org.socompass.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.operator.AllReduce;
import org.socompass.operator.Attention;
import org.socompass.operator.ElementwiseOperator;
import org.socompass.operator.Matmul;
import org.socompass.operator.Operator;
import org.socompass.operator.RowOperator;

/** The operators that a row of a table of kernels measures. */
final class OperatorRows {
  private OperatorRows() {}

  /**
   * Returns the operators, which run one after the other.
   *
   * @param table name of the table, which is that of the operator
   * @throws InputException if no operator has that name, or a field is not valid
   */
  static List<Operator> operators(String table, Row row) {
    return switch (table) {
      case "moe" -> ExpertRows.operators(row);
      case "mla" -> List.of(LatentAttentionRows.operator(row));
      default -> List.of(operator(table, row));
    };
  }

  private static Operator operator(String table, Row row) {
    if (table.equals("allreduce")) {
      return new AllReduce(
          row.count("elements"), row.type("dtype"), Math.toIntExact(row.count("devices")));
    }
    if (table.equals("matmul")) {
      return new Matmul(
          row.optionalCount("batch").orElse(1L),
          row.count("m"),
          row.count("k"),
          row.count("n"),
          row.type("activation_dtype"),
          row.type("weight_dtype"),
          row.type("output_dtype"));
    }
    if (table.equals("attention")) {
      return new Attention(
          row.count("batch"),
          row.count("query_len"),
          row.count("kv_len"),
          row.count("query_heads"),
          row.count("kv_heads"),
          row.count("head_dim"),
          row.flag("causal"),
          row.type("dtype"));
    }
    Optional<RowOperator.Kind> rows =
        Arrays.stream(RowOperator.Kind.values()).filter(k -> k.id().equals(table)).findFirst();
    if (rows.isPresent()) {
      return new RowOperator(rows.get(), row.count("rows"), row.count("cols"), row.type("dtype"));
    }
    Optional<ElementwiseOperator.Kind> elements =
        Arrays.stream(ElementwiseOperator.Kind.values())
            .filter(k -> k.id().equals(table))
            .findFirst();
    if (elements.isPresent()) {
      return new ElementwiseOperator(
          elements.get(), row.count("elements"), row.type("dtype"), row.type("dtype"));
    }
    throw new InputException(
        "no operator is called '" + table + "'; " + NearestName.hint(table, names()));
  }

  private static List<String> names() {
    return Stream.of(
            Stream.of("matmul", "attention", "mla", "moe", "allreduce"),
            Arrays.stream(RowOperator.Kind.values()).map(RowOperator.Kind::id),
            Arrays.stream(ElementwiseOperator.Kind.values()).map(ElementwiseOperator.Kind::id))
        .flatMap(s -> s)
        .toList();
  }
}
