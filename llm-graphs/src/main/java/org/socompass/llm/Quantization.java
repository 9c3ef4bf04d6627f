package org.socompass.llm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.operator.Matmul;

/**
 * How an engine stores a model: the types of weights, embedding table, LM head, activations and KV
 * cache. Between operators the hidden state is always fp16.
 *
 * <p><b>Source.</b> {@link #Q8_0} and {@link #Q4_0}: llama.cpp's {@code llama-quantize}, which
 * quantises the embedding table too and keeps the LM head of a q4_0 file in q6_K (6.56 bits an
 * element); q8_0 (8.5 bits) is the nearest type here, so that the 131 M elements of the LM head of
 * Llama-2 7B make its file 0.8 % too large. The integer formats {@link #W8A8} and {@link #W4A16}:
 * the embedding table stays fp16, as one row per token is read, and the LM head is a matrix like
 * the others (assumption: engines differ). A table that is also the LM head is stored once, in the
 * type of the LM head.
 */
public enum Quantization {
  /** Everything fp16. */
  FP16(DataType.FP16, DataType.FP16, DataType.FP16, DataType.FP16),
  /** int8 weights and activations; the scales are per tensor. */
  W8A8(DataType.INT8, DataType.INT8, DataType.INT8, DataType.FP16),
  /** int4 weights, one fp16 scale per output feature. */
  W4A16(DataType.FP16, DataType.INT4, DataType.INT4, DataType.FP16),
  /** int4 weights, one fp16 scale per 128. */
  W4A16_G128(DataType.FP16, DataType.INT4_G128, DataType.INT4_G128, DataType.FP16),
  /** int4 weights, one fp16 scale per 32, the LM head included (MLC's q4f16_1). */
  W4A16_G32(DataType.FP16, DataType.Q4_0, DataType.Q4_0, DataType.Q4_0),
  /** int4 weights, activations quantised to int8 on the way (MNN). */
  W4A8(DataType.INT8, DataType.INT4, DataType.INT4, DataType.FP16),
  /** llama.cpp: int8 weights, one fp16 scale per 32. */
  Q8_0(DataType.FP16, DataType.Q8_0, DataType.Q8_0, DataType.Q8_0),
  /** llama.cpp: int4 weights, one fp16 scale per 32. */
  Q4_0(DataType.FP16, DataType.Q4_0, DataType.Q8_0, DataType.Q4_0);

  private final DataType activation;
  private final DataType weight;
  private final DataType lmHead;
  private final DataType embedding;

  Quantization(DataType activation, DataType weight, DataType lmHead, DataType embedding) {
    this.activation = activation;
    this.weight = weight;
    this.lmHead = lmHead;
    this.embedding = embedding;
  }

  /** Returns the name in files and on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Quantization::id).toList();
  }

  /**
   * Returns the quantization of a name; {@code f16} is another name of fp16.
   *
   * @throws InputException if there is none, naming the nearest
   */
  public static Quantization of(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    if (wanted.equals("f16")) {
      return FP16;
    }
    for (Quantization quantization : values()) {
      if (quantization.id().equals(wanted)) {
        return quantization;
      }
    }
    throw new InputException("unknown quantization '" + id + "'; " + NearestName.hint(id, ids()));
  }

  /** Returns the type of the inputs of matrices. */
  public DataType activation() {
    return activation;
  }

  /** Returns the type of the matrices of a layer. */
  public DataType weight() {
    return weight;
  }

  /** Returns the type of the LM head. */
  public DataType lmHead() {
    return lmHead;
  }

  /** Returns the type of the embedding table of {@code model}. */
  public DataType embedding(LanguageModel model) {
    return model.tiedEmbeddings() ? lmHead : embedding;
  }

  /** Returns the type of a table that is no LM head. */
  DataType tableType() {
    return embedding;
  }

  /** Returns the type of keys and values in the cache. */
  public DataType kvCache() {
    return DataType.FP16;
  }

  /** Returns whether activations are converted before every matrix. */
  public boolean quantizesActivations() {
    return activation.isInteger();
  }

  /**
   * Returns the bytes of a matrix of a layer with its scales [B].
   *
   * @param rows input features
   * @param columns output features
   */
  public double weightBytes(long rows, long columns) {
    return layerProduct(1, rows, columns).weightBytes();
  }

  /**
   * Returns the bytes of the LM head with its scales [B].
   *
   * @param rows input features
   * @param columns output features
   */
  public double lmHeadBytes(long rows, long columns) {
    return lmHeadProduct(1, rows, columns).weightBytes();
  }

  /** Returns the product of {@code m} tokens with a {@code [k,n]} matrix of a layer. */
  Matmul layerProduct(long m, long k, long n) {
    return new Matmul(1, m, k, n, activation, weight, DataType.FP16);
  }

  /** Returns the product of {@code m} tokens with a {@code [k,n]} LM head. */
  Matmul lmHeadProduct(long m, long k, long n) {
    return new Matmul(1, m, k, n, activation, lmHead, DataType.FP16);
  }
}
