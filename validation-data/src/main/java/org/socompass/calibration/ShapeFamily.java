package org.socompass.calibration;

import org.socompass.validation.Row;

/**
 * What makes two measurements neighbours. A neighbour of a test point in the training part would
 * give its answer away, so folds are made of whole families.
 */
final class ShapeFamily {
  private ShapeFamily() {}

  /**
   * Returns the family of a row: of a product its k, n and types, so that all m are together; of
   * attention its lengths and head size, or phase where the cache is latent; of experts their
   * widths and number; of an all-reduce the devices; of a row operator the length of the row; of an
   * element-wise operator the order of magnitude; of a model's pass the model; of a layer the
   * operator.
   *
   * @param table name of the table
   */
  static String of(String table, Row row) {
    return switch (table) {
      case "matmul" ->
          joined(row, table, "k", "n", "activation_dtype", "weight_dtype", "output_dtype");
      case "attention" -> joined(row, table, "query_len", "kv_len", "head_dim");
      case "mla" -> joined(row, table, "phase", "query_len", "kv_len");
      case "moe" -> joined(row, table, "hidden", "intermediate", "experts");
      case "allreduce" -> joined(row, table, "devices");
      case "llm" -> joined(row, table, "model");
      case "layer" -> joined(row, table, "operator");
      default ->
          row.optional("elements").isPresent()
              ? table + " 1e" + (int) Math.floor(Math.log10(row.positive("elements")))
              : joined(row, table, "cols");
    };
  }

  private static String joined(Row row, String table, String... columns) {
    var text = new StringBuilder(table);
    for (String column : columns) {
      text.append(' ').append(row.optional(column).orElse("-"));
    }
    return text.toString();
  }
}
