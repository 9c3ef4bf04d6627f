package org.socompass.llm.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.socompass.hardware.DataType;
import org.socompass.input.NearestName;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;

/**
 * The YAML form of a {@link StorageScheme}.
 *
 * <pre>{@code
 * id: q4_k_m
 * source: ...
 * activation: fp16            # inputs of matrices
 * kv_cache: fp16
 * vectors: fp32               # norms and biases
 * weights: q4_k               # every matrix that nothing below names
 * embedding: q4_k             # a role, or a group of them: attention, feed_forward, experts, ...
 * head: q6_k
 * exceptions:                 # the first that applies
 *   more bits: {roles: [value, down], layers: eighths-and-thirds, type: q6_k}
 * stand_ins: {q4_k: q5_0}     # for rows that are no multiple of a block
 * tied_table: once            # or twice: as embedding and as LM head
 * }</pre>
 */
public final class StorageYaml {
  private static final String FOLDER = "/quantizations/";
  private static final List<String> KEYS =
      List.of(
          "id",
          "name",
          "source",
          "activation",
          "kv_cache",
          "vectors",
          "weights",
          "exceptions",
          "stand_ins",
          "tied_table");

  private StorageYaml() {}

  /** How often a table that is also the LM head is stored. */
  private enum Copies {
    ONCE,
    TWICE
  }

  /** Returns the ids of the schemes that ship, in the order of their index; reads none of them. */
  public static List<String> ids() {
    return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * Returns a scheme that ships.
   *
   * @param id one of {@link #ids}
   */
  public static StorageScheme shipped(String id) {
    return read("quantizations/" + id + ".yaml", resource(id + ".yaml"));
  }

  /**
   * Reads a scheme.
   *
   * @param file name for messages
   * @param text the document
   * @throws org.socompass.input.InputException if it is not a valid scheme, with its place
   */
  public static StorageScheme read(String file, String text) {
    return Section.read(YamlReader.read(file, text), "", StorageYaml::scheme);
  }

  private static StorageScheme scheme(Section s) {
    KEYS.forEach(s::has);
    String id = s.text("id");
    Map<MatrixRole, DataType> byRole = new EnumMap<>(MatrixRole.class);
    DataType weights = type(s, "weights");
    for (MatrixRole role : MatrixRole.values()) {
      byRole.put(role, byGroup(s, role.group(), weights));
    }
    for (MatrixRole role : MatrixRole.values()) {
      if (s.has(role.id())) {
        byRole.put(role, type(s, role.id()));
      }
    }
    List<TypeException> exceptions =
        s.has("exceptions")
            ? List.copyOf(s.sections("exceptions", StorageYaml::exception).values())
            : List.of();
    return new StorageScheme(
        id,
        s.optionalText("name").orElse(id),
        s.text("source"),
        type(s, "activation"),
        s.has("kv_cache") ? type(s, "kv_cache") : DataType.FP16,
        s.has("vectors") ? type(s, "vectors") : DataType.FP16,
        !s.has("tied_table") || s.choice("tied_table", Copies.class) == Copies.ONCE,
        new TypeScheme(byRole, exceptions, standIns(s)));
  }

  private static DataType byGroup(Section s, MatrixRole.Group group, DataType weights) {
    return switch (group) {
      case TABLES, OTHERS -> weights;
      case SMALL -> s.has("vectors") ? type(s, "vectors") : DataType.FP16;
      case ATTENTION, FEED_FORWARD, EXPERTS, SHARED_EXPERT, STATE ->
          s.has(group.id()) ? type(s, group.id()) : weights;
    };
  }

  private static TypeException exception(Section s) {
    Set<MatrixRole> roles = EnumSet.noneOf(MatrixRole.class);
    s.list("roles", StorageYaml::roles).forEach(roles::addAll);
    return new TypeException(
        roles,
        s.has("layers") ? s.choice("layers", LayerSelection.class) : LayerSelection.ALL,
        s.count("least_query_group", 1, 1),
        s.count("least_experts", 0, 0),
        s.count("most_experts", 0, Integer.MAX_VALUE),
        type(s, "type"));
  }

  /** A name is that of a role or of a group of them. */
  private static List<MatrixRole> roles(String name) {
    List<String> names = new ArrayList<>(MatrixRole.ids());
    List<MatrixRole> result = new ArrayList<>();
    for (MatrixRole role : MatrixRole.values()) {
      names.add(role.group().id());
      if (role.id().equals(name) || role.group().id().equals(name)) {
        result.add(role);
      }
    }
    if (result.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a role; " + NearestName.hint(name, Set.copyOf(names)));
    }
    return result;
  }

  private static Map<DataType, DataType> standIns(Section s) {
    Map<DataType, DataType> result = new EnumMap<>(DataType.class);
    s.optionalSection(
        "stand_ins",
        t -> {
          for (String key : t.keys()) {
            result.put(of(t, key, key), type(t, key));
          }
          return result;
        });
    return result;
  }

  private static DataType type(Section s, String key) {
    return of(s, key, s.text(key));
  }

  private static DataType of(Section s, String key, String name) {
    try {
      return DataType.of(name);
    } catch (IllegalArgumentException e) {
      throw s.error(key, String.valueOf(e.getMessage()));
    }
  }

  private static String resource(String name) {
    try (InputStream stream = StorageYaml.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + FOLDER + name + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
