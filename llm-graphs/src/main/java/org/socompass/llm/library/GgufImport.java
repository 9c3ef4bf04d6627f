package org.socompass.llm.library;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;
import org.socompass.llm.Ends;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.Tower;
import org.socompass.llm.gguf.GgufArchitecture;
import org.socompass.llm.gguf.GgufLayer;
import org.socompass.llm.gguf.GgufMatrix;
import org.socompass.llm.gguf.GgufModel;
import org.socompass.llm.gguf.GgufTensor;
import org.socompass.llm.gguf.GgufValue;
import org.socompass.llm.layer.AttentionShape;
import org.socompass.llm.layer.Experts;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.layer.JointMixer;
import org.socompass.llm.layer.Layer;
import org.socompass.llm.layer.Mixer;
import org.socompass.llm.layer.NoMixer;
import org.socompass.llm.layer.Normalization;
import org.socompass.llm.layer.SelfAttention;
import org.socompass.llm.layer.Span;
import org.socompass.llm.storage.MatrixRole;
import org.socompass.llm.storage.StorageScheme;
import org.socompass.llm.storage.TensorTypes;

/**
 * A model in a GGUF file as a {@link LanguageModel}, and how the file stores it. What the file has
 * beyond the model that is understood is refused, not left out.
 */
final class GgufImport {
  /** Share of the parameters that may be unexplained. */
  private static final double TOLERANCE = 0.0005;

  private static final int UNSTATED_POSITIONS = 2048;

  /** Names of {@code general.file_type} in llama.cpp, {@code llama.h}. */
  private static final Map<Long, String> FILE_TYPES =
      Map.ofEntries(
          Map.entry(0L, "fp32"),
          Map.entry(1L, "fp16"),
          Map.entry(2L, "q4_0"),
          Map.entry(3L, "q4_1"),
          Map.entry(7L, "q8_0"),
          Map.entry(8L, "q5_0"),
          Map.entry(9L, "q5_1"),
          Map.entry(10L, "q2_k"),
          Map.entry(11L, "q3_k_s"),
          Map.entry(12L, "q3_k_m"),
          Map.entry(13L, "q3_k_l"),
          Map.entry(14L, "q4_k_s"),
          Map.entry(15L, "q4_k_m"),
          Map.entry(16L, "q5_k_s"),
          Map.entry(17L, "q5_k_m"),
          Map.entry(18L, "q6_k"),
          Map.entry(25L, "iq4_nl"),
          Map.entry(30L, "iq4_xs"),
          Map.entry(32L, "bf16"),
          Map.entry(36L, "tq1_0"),
          Map.entry(37L, "tq2_0"),
          Map.entry(38L, "mxfp4"),
          Map.entry(39L, "nvfp4"));

  private static final List<Set<String>> NORMS =
      List.of(
          Set.of("attn_norm.weight"),
          Set.of("post_attention_norm.weight", "attn_post_norm.weight"),
          Set.of("ffn_norm.weight"),
          Set.of("post_ffw_norm.weight", "ffn_post_norm.weight"));

  private final String file;
  private final GgufModel gguf;

  private GgufImport(String file, GgufModel gguf) {
    this.file = file;
    this.gguf = gguf;
  }

  /**
   * Returns the model.
   *
   * @param file name for messages
   * @param id name of the model
   * @throws InputException if it has parts that are not modelled
   */
  static LanguageModel model(String file, String id, GgufModel gguf) {
    return new GgufImport(file, gguf).model(id);
  }

  /** Returns how the file stores the model: the types of its tensors. */
  static Quantization quantization(GgufModel gguf) {
    Map<MatrixRole, List<DataType>> byRole = new EnumMap<>(MatrixRole.class);
    gguf.tables().forEach(matrix -> add(byRole, matrix));
    for (GgufLayer layer : gguf.layers()) {
      layer.matrices().forEach(matrix -> add(byRole, matrix));
    }
    List<DataType> table = byRole.getOrDefault(MatrixRole.EMBEDDING, List.of(DataType.FP16));
    byRole.putIfAbsent(MatrixRole.HEAD, table);
    String name =
        gguf.header().metadata().get("general.file_type") instanceof GgufValue.Whole type
            ? FILE_TYPES.getOrDefault(type.value(), "gguf")
            : "gguf";
    return new Quantization(
        new StorageScheme(
            name,
            name,
            "types of the tensors of the GGUF file",
            DataType.FP16,
            DataType.FP16,
            vectors(gguf),
            true,
            new TensorTypes(byRole, DataType.FP16)));
  }

  /** Matrices in one tensor are those of each role in it. */
  private static void add(Map<MatrixRole, List<DataType>> byRole, GgufMatrix matrix) {
    List<MatrixRole> roles =
        switch (matrix.role()) {
          case QUERY_KEY_VALUE -> List.of(MatrixRole.QUERY, MatrixRole.KEY, MatrixRole.VALUE);
          case GATE_UP -> List.of(MatrixRole.GATE, MatrixRole.UP);
          case EXPERT_GATE_UP -> List.of(MatrixRole.EXPERT_GATE, MatrixRole.EXPERT_UP);
          default -> List.of(matrix.role());
        };
    matrix
        .tensor()
        .type()
        .dataType()
        .ifPresent(
            type ->
                roles.forEach(
                    role -> byRole.computeIfAbsent(role, r -> new ArrayList<>()).add(type)));
  }

  /** Returns the type that most elements of norms and biases have. */
  private static DataType vectors(GgufModel gguf) {
    Map<DataType, Long> elements = new HashMap<>();
    for (GgufTensor tensor : gguf.header().tensors()) {
      if (tensor.dimensions().size() == 1) {
        tensor
            .type()
            .dataType()
            .ifPresent(type -> elements.merge(type, tensor.elements(), Long::sum));
      }
    }
    return elements.entrySet().stream()
        .max(Map.Entry.<DataType, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(DataType.FP32);
  }

  private LanguageModel model(String id) {
    List<Layer> layers = new ArrayList<>();
    try {
      for (int i = 0; i < gguf.layers().size(); i++) {
        layers.add(layer(i));
      }
      boolean learned = gguf.table(MatrixRole.POSITIONS).isPresent();
      boolean tied = gguf.tiedEmbeddings();
      var ends =
          new Ends(
              gguf.vocabulary(),
              tied,
              gguf.vectors().contains("output.bias") && !tied,
              learned ? (int) gguf.table(MatrixRole.POSITIONS).orElseThrow().columns() : 0,
              gguf.vectors().contains("output_norm.weight")
                  ? Optional.of(norm())
                  : Optional.empty(),
              List.of(),
              0);
      var model =
          new LanguageModel(
              id,
              gguf.name(),
              gguf.hidden(),
              LanguageModel.kinds(layers),
              ends,
              gguf.maxPositions() > 0 ? gguf.maxPositions() : UNSTATED_POSITIONS,
              layersAhead(),
              Optional.empty(),
              OptionalDouble.empty(),
              "header of a GGUF file of architecture " + gguf.architecture().id());
      rejectUnexplained(model);
      return model;
    } catch (IllegalArgumentException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  private List<Tower> layersAhead() {
    String key = gguf.architecture().id() + ".nextn_predict_layers";
    return gguf.header().metadata().get(key) instanceof GgufValue.Whole layers && layers.value() > 0
        ? List.of(Tower.ahead(Math.toIntExact(layers.value())))
        : List.of();
  }

  private Normalization.Kind norm() {
    return gguf.architecture().norm() == GgufArchitecture.Norm.LAYER
        ? Normalization.Kind.LAYERNORM
        : Normalization.Kind.RMSNORM;
  }

  private Layer layer(int index) {
    GgufLayer layer = gguf.layers().get(index);
    Mixer mixer = mixer(index, layer);
    Set<String> vectors = layer.vectors();
    boolean hasNetwork = layer.has(MatrixRole.DOWN) || layer.has(MatrixRole.EXPERT_DOWN);
    if (!hasNetwork && mixer instanceof SelfAttention) {
      intermediate(layer);
    }
    int norms = (int) NORMS.stream().filter(n -> n.stream().anyMatch(vectors::contains)).count();
    boolean isParallel = norms == 1 && hasNetwork && !(mixer instanceof NoMixer);
    var normalization =
        norms == 2 && !vectors.contains("attn_norm.weight")
            ? new Normalization(norm(), Normalization.Placement.AFTER, true)
            : new Normalization(norm(), norms == 1 && !isParallel ? 2 : norms, true);
    return new Layer(
        "x",
        1,
        mixer,
        hasNetwork ? Optional.of(network(index, layer)) : Optional.empty(),
        normalization,
        isParallel,
        List.of(),
        0);
  }

  private Mixer mixer(int index, GgufLayer layer) {
    var others = new GgufMixers(file, gguf);
    return switch (layer.mixer()) {
      case ATTENTION -> attention(index, layer);
      case LATENT_ATTENTION -> others.latent(layer);
      case STATE_SPACE, CONVOLUTION -> others.state(index, layer);
      case ATTENTION_AND_STATE ->
          new JointMixer(attention(index, layer), others.state(index, layer));
      case NONE -> new NoMixer();
    };
  }

  private SelfAttention attention(int index, GgufLayer layer) {
    if (layer.keyLength() != layer.valueLength()) {
      throw notModelled(index, "has keys and values of different lengths");
    }
    Set<String> vectors = layer.vectors();
    var shape =
        new AttentionShape(
            layer.heads(),
            layer.kvHeads(),
            layer.keyLength(),
            vectors.contains("attn_q_norm.weight"));
    boolean qkvBias = vectors.contains("attn_q.bias") || vectors.contains("attn_qkv.bias");
    SelfAttention attention =
        SelfAttention.of(shape)
            .withSpan(layer.window() > 0 ? Span.window(layer.window()) : Span.full())
            .withBiases(qkvBias, vectors.contains("attn_output.bias"));
    boolean isGated =
        layer
            .matrix(MatrixRole.QUERY)
            .map(q -> q.columns() == 2L * layer.heads() * layer.keyLength())
            .orElse(false);
    if (isGated) {
      attention = attention.withGate(SelfAttention.Gate.PER_ELEMENT);
    }
    return vectors.contains("attn_sinks.weight") || vectors.contains("attn_sinks")
        ? attention.withSinks()
        : attention;
  }

  /** Returns the network: one for all tokens, experts, or both. */
  private FeedForward network(int index, GgufLayer layer) {
    boolean biases = layer.vectors().contains("ffn_down.bias");
    Optional<GgufMatrix> experts = layer.matrix(MatrixRole.EXPERT_DOWN);
    if (experts.isEmpty()) {
      return new FeedForward(kind(index, layer), intermediate(layer), biases, Optional.empty());
    }
    int dense =
        layer
            .matrix(MatrixRole.SHARED_DOWN)
            .or(() -> layer.matrix(MatrixRole.DOWN))
            .map(m -> Math.toIntExact(m.rows()))
            .orElse(0);
    return new FeedForward(
        kind(index, layer),
        dense,
        biases,
        Optional.of(
            Experts.of(gguf.experts(), gguf.expertsUsed(), Math.toIntExact(experts.get().rows()))));
  }

  private InputException notModelled(int layer, String what) {
    return new InputException(
        "%s: layer %d %s, which is not modelled (general.architecture %s)"
            .formatted(file, layer, what, gguf.architecture().id()));
  }

  private int intermediate(GgufLayer layer) {
    GgufMatrix down =
        layer
            .matrix(MatrixRole.DOWN)
            .orElseThrow(() -> new InputException(file + ": a layer lacks the tensor ffn_down"));
    return Math.toIntExact(down.rows());
  }

  private FeedForward.Kind kind(int index, GgufLayer layer) {
    boolean gated =
        layer.has(MatrixRole.GATE)
            || layer.has(MatrixRole.GATE_UP)
            || layer.has(MatrixRole.EXPERT_GATE)
            || layer.has(MatrixRole.EXPERT_GATE_UP);
    return switch (gguf.architecture().activation()) {
      case SILU -> {
        if (!gated) {
          throw notModelled(index, "has a network with SiLU but without a gate");
        }
        yield FeedForward.Kind.SWIGLU;
      }
      case GELU -> gated ? FeedForward.Kind.GEGLU : FeedForward.Kind.GELU;
      case RELU -> gated ? FeedForward.Kind.RE2GLU : FeedForward.Kind.RELU2;
    };
  }

  /** Every tensor must be explained by the model, or nearly. */
  private void rejectUnexplained(LanguageModel model) {
    long ours = model.parameters().total();
    long theirs = gguf.parameters();
    if (Math.abs(ours - theirs) <= TOLERANCE * theirs) {
      return;
    }
    Set<String> others = new TreeSet<>();
    for (GgufLayer layer : gguf.layers()) {
      layer.matrices().stream()
          .filter(m -> m.role() == MatrixRole.OTHER || m.role() == MatrixRole.STATE)
          .forEach(m -> others.add(m.tensor().name().replaceFirst("^blk\\.\\d+\\.", "")));
    }
    gguf.tables().stream()
        .filter(m -> m.role() == MatrixRole.OTHER)
        .forEach(m -> others.add(m.tensor().name()));
    throw new InputException(
        "%s: its tensors have %d parameters, but the model that they describe %d%s"
            .formatted(
                file,
                theirs,
                ours,
                others.isEmpty() ? "" : "; not modelled: " + String.join(", ", others)));
  }
}
