package org.socompass.validation;

import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.operator.Attention;
import org.socompass.operator.Operator;

/**
 * Attention over a latent cache, without the projections around it. In prefill keys and values are
 * expanded to a head of their own for each head of queries. In decode the expansion is absorbed by
 * the queries, so that all heads share the latent cache: its first elements are the values.
 *
 * <p><b>Source.</b> DeepSeek-AI, DeepSeek-V2 (2024), section 2.1: expanded heads have 128 elements
 * without position beside those with, and values of 128.
 */
final class LatentAttentionRows {
  private static final long EXPANDED_DIM = 128;

  private LatentAttentionRows() {}

  static Operator operator(Row row) {
    long rank = row.count("kv_lora_rank");
    long rope = row.count("rope_dim");
    long heads = row.count("query_heads");
    DataType type = row.type("dtype");
    DataType cache = row.type("kv_dtype");
    if (type != cache) {
      throw new InputException(
          "a cache of %s under attention in %s is not modelled".formatted(cache.id(), type.id()));
    }
    return switch (row.text("phase")) {
      case "prefill" ->
          new Attention(
              row.count("batch"),
              row.count("query_len"),
              row.count("kv_len"),
              heads,
              heads,
              EXPANDED_DIM + rope,
              EXPANDED_DIM,
              false,
              true,
              type);
      case "decode" ->
          new Attention(
              row.count("batch"),
              row.count("query_len"),
              row.count("kv_len"),
              heads,
              1,
              rank + rope,
              rank,
              true,
              row.count("query_len") > 1,
              type);
      default ->
          throw new InputException("phase '" + row.text("phase") + "' is not prefill or decode");
    };
  }
}
