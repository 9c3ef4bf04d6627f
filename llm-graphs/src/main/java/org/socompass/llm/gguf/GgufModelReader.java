package org.socompass.llm.gguf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.llm.storage.MatrixRole;

/**
 * Reads a model from the header of its GGUF file. Where metadata and tensors state the same size,
 * they must agree; what tensors show (tied head, biases, norms, experts) is taken from them.
 */
public final class GgufModelReader {
  private static final int MOST_LAYERS = 4096;
  private static final int LARGEST_HIDDEN = 1 << 20;

  /** Frequencies and scales that positions are computed from: no parameters that are learned. */
  private static final Set<String> TABLES_OF_POSITIONS =
      Set.of("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight");

  private final String file;
  private final GgufHeader header;
  private final GgufArchitecture architecture;
  private final GgufKeys keys;
  private final int hidden;
  private final int layerCount;

  /** Tensors of one layer, or of none. */
  private static final class Place {
    final List<GgufMatrix> matrices = new ArrayList<>();
    final Set<String> vectors = new HashSet<>();
    long vectorElements;
    long vectorBytes;

    void add(String base, Optional<MatrixRole> role, GgufTensor tensor) {
      if (role.isPresent()) {
        matrices.add(new GgufMatrix(role.get(), tensor));
      } else {
        vectors.add(base);
        vectorElements += tensor.elements();
        vectorBytes += tensor.bytes();
      }
    }

    boolean has(MatrixRole role) {
      return matrices.stream().anyMatch(m -> m.role() == role);
    }
  }

  private GgufModelReader(String file, GgufHeader header, GgufArchitecture architecture) {
    this.file = file;
    this.header = header;
    this.architecture = architecture;
    this.keys = new GgufKeys(file, header, architecture.id());
    this.hidden = keys.required("embedding_length");
    int all = keys.required("block_count");
    this.layerCount = all - keys.optional("nextn_predict_layers").orElse(0);
    if (layerCount < 1 || all > MOST_LAYERS) {
      throw keys.error("block_count", "must be at most " + MOST_LAYERS + ", but is " + all);
    }
    if (hidden > LARGEST_HIDDEN) {
      throw keys.error("embedding_length", "must be at most 2^20, but is " + hidden);
    }
  }

  /**
   * Returns the model of a header.
   *
   * @param file name for messages
   * @throws InputException if it is no language model, of an architecture that is not known, or
   *     metadata and tensors contradict each other
   */
  public static GgufModel read(String file, GgufHeader header) {
    String type = header.text("general.type").orElse("model");
    if (!type.equals("model")) {
      throw new InputException(file + ": general.type: is " + Quoted.of(type) + ", not a model");
    }
    String id =
        header
            .text("general.architecture")
            .orElseThrow(() -> new InputException(file + ": lacks the key general.architecture"));
    GgufArchitecture architecture = GgufArchitecture.of(file, id);
    if (header.tensors().isEmpty()) {
      throw new InputException(file + ": has no tensors: it is a vocabulary, not a model");
    }
    return new GgufModelReader(file, header, architecture).model();
  }

  private GgufModel model() {
    var outside = new Place();
    var byLayer = new TreeMap<Integer, Place>();
    List<GgufTensor> leftOut = new ArrayList<>();
    for (GgufTensor tensor : header.tensors()) {
      TensorRoles.Place place = TensorRoles.of(tensor);
      if (TABLES_OF_POSITIONS.contains(place.base()) || place.layer() >= layerCount) {
        leftOut.add(tensor);
      } else {
        (place.layer() < 0 ? outside : byLayer.computeIfAbsent(place.layer(), l -> new Place()))
            .add(place.base(), place.role(), tensor);
      }
    }
    rejectTooManyLayers(leftOut);
    int vocabulary = vocabulary(outside);
    int experts = keys.optional("expert_count").orElse(0);
    List<GgufLayer> layers = new ArrayList<>();
    for (int i = 0; i < layerCount; i++) {
      Place place = byLayer.get(i);
      if (place == null) {
        throw new InputException(
            file + ": has no tensors of layer " + i + ", but " + layerCount + " layers");
      }
      layers.add(layer(i, place, experts));
    }
    return new GgufModel(
        architecture,
        header.text("general.name").orElse(architecture.id()),
        hidden,
        vocabulary,
        keys.optional("context_length").orElse(0),
        experts,
        keys.optional("expert_used_count").orElse(0),
        layers,
        outside.matrices,
        outside.vectors.stream().sorted().toList(),
        outside.vectorElements,
        leftOut,
        header);
  }

  private void rejectTooManyLayers(List<GgufTensor> leftOut) {
    int stated = keys.required("block_count");
    for (GgufTensor tensor : leftOut) {
      int layer = TensorRoles.of(tensor).layer();
      if (layer >= stated) {
        throw new InputException(
            file
                + ": has the tensor "
                + Quoted.of(tensor.name())
                + ", but block_count is "
                + stated);
      }
    }
  }

  private int vocabulary(Place outside) {
    GgufMatrix table =
        outside.matrices.stream()
            .filter(m -> m.role() == MatrixRole.EMBEDDING)
            .findFirst()
            .orElseThrow(() -> new InputException(file + ": lacks the tensor token_embd.weight"));
    expect(table, hidden, "embedding_length");
    long rows = table.columns();
    if (rows > 1 << 24) {
      throw new InputException(file + ": token_embd.weight has " + rows + " rows; at most 2^24");
    }
    for (GgufMatrix matrix : outside.matrices) {
      if (matrix.role() == MatrixRole.HEAD
          && (matrix.rows() != hidden || matrix.columns() != rows)) {
        throw new InputException(
            "%s: output.weight is %s, but the embedding table %s"
                .formatted(file, matrix.tensor().dimensions(), table.tensor().dimensions()));
      }
    }
    return (int) rows;
  }

  private GgufLayer layer(int index, Place place, int experts) {
    GgufLayer.Mixer mixer = mixer(place);
    boolean attends =
        mixer == GgufLayer.Mixer.ATTENTION || mixer == GgufLayer.Mixer.ATTENTION_AND_STATE;
    int heads = keys.ofLayer("attention.head_count", index, layerCount, 0);
    int kvHeads = keys.ofLayer("attention.head_count_kv", index, layerCount, heads);
    int perHead = heads == 0 ? 0 : hidden / heads;
    int keyLength = keys.optional("attention.key_length").orElse(perHead);
    int valueLength = keys.optional("attention.value_length").orElse(perHead);
    int window = attends ? window(index) : 0;
    if (architecture.id().startsWith("gemma4") && window > 0) {
      keyLength = keys.optional("attention.key_length_swa").orElse(keyLength);
      valueLength = keys.optional("attention.value_length_swa").orElse(valueLength);
    }
    if (attends) {
      if (heads == 0 || kvHeads == 0) {
        throw keys.error(
            "attention.head_count", "is 0 in layer " + index + ", which has attention");
      }
      checkAttention(
          place,
          (long) heads * keyLength,
          (long) kvHeads * keyLength,
          (long) kvHeads * valueLength);
    }
    for (GgufMatrix matrix : place.matrices) {
      check(matrix, experts);
    }
    boolean hasHeads = attends || mixer == GgufLayer.Mixer.LATENT_ATTENTION;
    return new GgufLayer(
        mixer,
        hasHeads ? heads : 0,
        hasHeads ? kvHeads : 0,
        hasHeads ? keyLength : 0,
        hasHeads ? valueLength : 0,
        window,
        roles(place),
        place.vectors,
        place.vectorElements,
        place.vectorBytes);
  }

  private List<GgufMatrix> roles(Place place) {
    boolean fused = architecture.fusedGate() && !place.has(MatrixRole.GATE);
    return place.matrices.stream()
        .map(
            m ->
                fused && m.role() == MatrixRole.UP
                    ? new GgufMatrix(MatrixRole.GATE_UP, m.tensor())
                    : m)
        .toList();
  }

  private static GgufLayer.Mixer mixer(Place place) {
    boolean attention =
        place.has(MatrixRole.ATTENTION_OUTPUT)
            && (place.has(MatrixRole.QUERY) || place.has(MatrixRole.QUERY_KEY_VALUE));
    boolean state =
        place.vectors.stream().anyMatch(v -> v.startsWith("ssm_"))
            || place.matrices.stream().anyMatch(m -> m.tensor().name().contains(".ssm_"));
    if (place.has(MatrixRole.LATENT)) {
      return GgufLayer.Mixer.LATENT_ATTENTION;
    }
    if (attention) {
      return state ? GgufLayer.Mixer.ATTENTION_AND_STATE : GgufLayer.Mixer.ATTENTION;
    }
    if (state) {
      return GgufLayer.Mixer.STATE_SPACE;
    }
    return place.has(MatrixRole.CONVOLUTION) ? GgufLayer.Mixer.CONVOLUTION : GgufLayer.Mixer.NONE;
  }

  private int window(int index) {
    int window = keys.optional("attention.sliding_window").orElse(0);
    Optional<Boolean> stated = keys.flagOfLayer("attention.sliding_window_pattern", index);
    if (stated.isPresent()) {
      return stated.get() ? window : 0;
    }
    int period =
        keys.optional("attention.sliding_window_pattern").orElse(architecture.windowPeriod());
    return period > 0 && index % period < period - 1 ? window : 0;
  }

  private void checkAttention(Place place, long queries, long keysWidth, long values) {
    for (GgufMatrix matrix : place.matrices) {
      switch (matrix.role()) {
        case QUERY -> {
          // A gate of the attention's output may stand beside the queries.
          if (matrix.columns() != 2 * queries) {
            expectColumns(matrix, queries, "head_count times key_length");
          }
        }
        case KEY -> expectColumns(matrix, keysWidth, "head_count_kv times key_length");
        case VALUE -> expectColumns(matrix, values, "head_count_kv times value_length");
        case QUERY_KEY_VALUE ->
            expectColumns(matrix, queries + keysWidth + values, "queries, keys and values");
        default -> {
          // Other matrices do not depend on the heads, or are checked by the hidden state.
        }
      }
    }
  }

  private void check(GgufMatrix matrix, int experts) {
    switch (matrix.role()) {
      case KEY, VALUE, QUERY_KEY_VALUE, GATE, UP, EXPERT_GATE, EXPERT_UP, ROUTER ->
          expect(matrix, hidden, "embedding_length");
      case ATTENTION_OUTPUT, DOWN -> expectColumns(matrix, hidden, "embedding_length");
      default -> {
        // No size of the metadata to compare with.
      }
    }
    if (matrix.role().isOfExpert()
        && matrix.tensor().dimensions().size() == 3
        && matrix.count() != experts) {
      throw new InputException(
          "%s: %s has %d experts, but expert_count is %d"
              .formatted(file, matrix.tensor().name(), matrix.count(), experts));
    }
    if (matrix.tensor().type().dataType().isEmpty() && matrix.role() != MatrixRole.OTHER) {
      throw new InputException(
          "%s: %s: no weight is stored as %s"
              .formatted(file, matrix.tensor().name(), matrix.tensor().type().id()));
    }
  }

  private void expect(GgufMatrix matrix, long rows, String key) {
    if (matrix.rows() != rows) {
      throw contradiction(matrix, "rows of " + matrix.rows() + " elements", key, rows);
    }
  }

  private void expectColumns(GgufMatrix matrix, long columns, String key) {
    if (matrix.columns() != columns) {
      throw contradiction(matrix, matrix.columns() + " columns", key, columns);
    }
  }

  private InputException contradiction(GgufMatrix matrix, String has, String key, long value) {
    return new InputException(
        "%s: %s has %s, but %s is %d".formatted(file, matrix.tensor().name(), has, key, value));
  }
}
