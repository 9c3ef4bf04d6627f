package org.socompass.llm;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.TextFile;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.storage.MatrixRole;
import org.socompass.llm.storage.MatrixSite;
import org.socompass.llm.storage.StorageScheme;
import org.socompass.llm.storage.StorageYaml;
import org.socompass.operator.Matmul;

/**
 * How an engine stores a model: the types of its matrices, activations and KV cache. Between
 * operators the hidden state is always fp16. A table that is also the LM head is stored once, in
 * the type of the LM head, unless the scheme says otherwise.
 *
 * <p>Layers whose matrices of one role differ in type are priced as one product of the mean bytes
 * an element, computed in the type that most of its elements have: exact in bytes.
 *
 * @param scheme types by role and layer, with their sources
 */
public record Quantization(StorageScheme scheme) {
  private static final long GREATEST_FILE_BYTES = 1L << 20;
  private static final List<String> IDS = StorageYaml.ids();

  /** Those that ship, each read when it is first asked for. */
  private static final Map<String, Quantization> SHIPPED = new ConcurrentHashMap<>();

  /** Everything fp16. */
  public static final Quantization FP16 = of("fp16");

  /** int8 weights and activations; the scales are per tensor. */
  public static final Quantization W8A8 = of("w8a8");

  /** int4 weights, one fp16 scale per output feature. */
  public static final Quantization W4A16 = of("w4a16");

  /** int4 weights, one fp16 scale per 128. */
  public static final Quantization W4A16_G128 = of("w4a16_g128");

  /** llama.cpp: int8 weights, one fp16 scale per 32. */
  public static final Quantization Q8_0 = of("q8_0");

  /** llama.cpp: int4 weights, one fp16 scale per 32. */
  public static final Quantization Q4_0 = of("q4_0");

  private static Quantization shipped(String id) {
    return SHIPPED.computeIfAbsent(id, name -> new Quantization(StorageYaml.shipped(name)));
  }

  /**
   * Columns of a product that have a role.
   *
   * @param role what they are for
   * @param rowElements input features of the matrix, of which a device may have a share
   * @param columns output features
   */
  record Part(MatrixRole role, long rowElements, long columns) {}

  /** Returns the name in files and on the command line. */
  public String id() {
    return scheme.id();
  }

  /** Returns the names of those that ship. */
  public static List<String> ids() {
    return IDS;
  }

  /** Returns those that ship. */
  public static Quantization[] values() {
    return IDS.stream().map(Quantization::shipped).toArray(Quantization[]::new);
  }

  /**
   * Returns the quantization of a name; {@code f16} is another name of fp16. A text that ends in
   * {@code .yaml} or {@code .yml} is the path of a file.
   *
   * @throws InputException if there is none, naming the nearest, or the file is not valid
   */
  public static Quantization of(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    if (wanted.endsWith(".yaml") || wanted.endsWith(".yml")) {
      Path path = TextFile.path(id);
      return new Quantization(StorageYaml.read(id, TextFile.read(path, GREATEST_FILE_BYTES)));
    }
    String name = wanted.equals("f16") ? "fp16" : wanted;
    if (!IDS.contains(name)) {
      throw TextFile.unknown(
          id, () -> "unknown quantization '" + id + "'; " + NearestName.hint(id, ids()));
    }
    return shipped(name);
  }

  /** Returns the type of the inputs of matrices. */
  public DataType activation() {
    return scheme.activation();
  }

  /** Returns the type that most matrices of a layer have. */
  public DataType weight() {
    return scheme.weights().usual(MatrixRole.GATE);
  }

  /** Returns the type of the LM head, whatever its shape. */
  public DataType lmHead() {
    return scheme.weights().usual(MatrixRole.HEAD);
  }

  /** Returns the type of the embedding table of {@code model}. */
  public DataType embedding(LanguageModel model) {
    MatrixRole role =
        model.tiedEmbeddings() && scheme.sharedTable() ? MatrixRole.HEAD : MatrixRole.EMBEDDING;
    return scheme.weights().types(site(model, role, model.hidden())).keySet().iterator().next();
  }

  /** Returns whether {@code model} has a table of embeddings besides its LM head. */
  public boolean storesEmbedding(LanguageModel model) {
    return !model.tiedEmbeddings() || !scheme.sharedTable();
  }

  /** Returns the type of norms and biases. */
  public DataType vectors() {
    return scheme.vectors();
  }

  /** Returns the type of a table that is no LM head. */
  DataType tableType() {
    return scheme.weights().usual(MatrixRole.EMBEDDING);
  }

  /** Returns the type of keys and values in the cache. */
  public DataType kvCache() {
    return scheme.kvCache();
  }

  /** Returns whether activations are converted before every matrix. */
  public boolean quantizesActivations() {
    return activation().isInteger() || activation().payloadBits() < DataType.FP16.payloadBits();
  }

  /**
   * Returns the bytes of a matrix that all layers have, with its scales: the mean of the layers
   * [B].
   *
   * @param model the model
   * @param role what the matrix is for
   * @param rows input features
   * @param columns output features
   */
  public double weightBytes(LanguageModel model, MatrixRole role, long rows, long columns) {
    return product(model, 1, rows, List.of(new Part(role, rows, columns))).weightBytes();
  }

  /** Returns the product of {@code m} tokens with the {@code [k,n]} matrix of a name. */
  Matmul layerProduct(LanguageModel model, String name, long m, long k, long n) {
    return product(model, m, k, List.of(new Part(MatrixRole.ofProduct(name), k, n)));
  }

  /**
   * Returns the product of {@code m} tokens with a {@code [k,n]} matrix of a layer that consists of
   * parts side by side.
   */
  Matmul product(LanguageModel model, long m, long k, List<Part> parts) {
    Map<DataType, Double> elements = new LinkedHashMap<>();
    double bytes = 0;
    long columns = 0;
    for (Part part : parts) {
      columns += part.columns();
      Map<DataType, Integer> layers =
          scheme.weights().types(site(model, part.role(), part.rowElements()));
      int all = layers.values().stream().mapToInt(Integer::intValue).sum();
      double ofLayers = 0;
      for (Map.Entry<DataType, Integer> entry : layers.entrySet()) {
        ofLayers += entry.getValue() * plain(1, k, part.columns(), entry.getKey()).weightBytes();
        elements.merge(
            entry.getKey(), (double) entry.getValue() * part.columns() / all, Double::sum);
      }
      bytes += ofLayers / all;
    }
    DataType usual = null;
    double most = 0;
    for (Map.Entry<DataType, Double> entry : elements.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        usual = entry.getKey();
      }
    }
    if (usual == null) {
      throw new IllegalArgumentException("a product must have columns");
    }
    Matmul product = plain(m, k, columns, usual);
    return elements.size() == 1 ? product : product.withWeightBytes(bytes);
  }

  private Matmul plain(long m, long k, long n, DataType weight) {
    return new Matmul(1, m, k, n, activation(), weight, DataType.FP16);
  }

  private static MatrixSite site(LanguageModel model, MatrixRole role, long rowElements) {
    return new MatrixSite(
        role,
        model.layers(),
        rowElements,
        model.attention().map(AttentionShape::group).orElse(1),
        model.stack().stream()
            .flatMap(layer -> layer.feedForward().flatMap(FeedForward::experts).stream())
            .mapToInt(Experts::count)
            .max()
            .orElse(0));
  }

  /** Returns the name, and of one that does not ship all of it. */
  @Override
  public String toString() {
    return IDS.contains(id()) && equals(shipped(id())) ? id() : scheme.toString();
  }
}
