package org.socompass.hardware.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.socompass.input.Dimension;
import org.socompass.input.SchemaObserver;
import org.socompass.input.YamlNode;

/**
 * The keys that a template may have, as the code that reads templates asks for them: it is watched
 * while it reads every template that ships.
 *
 * @param root the document
 */
public record TemplateSchema(Key root) {
  /** What stands for a name that the template chooses, such as a processor's. */
  public static final String ANY = "*";

  private static final String RARE = "schema/rare.yaml";

  private static final class Holder {
    static final TemplateSchema SHIPPED = watched();
  }

  /** What a key has. */
  public enum Form {
    /** A word or a text. */
    TEXT,
    /** One of some words. */
    CHOICE,
    /** A quantity, with its unit if it has one. */
    QUANTITY,
    /** A list. */
    LIST,
    /** A section. */
    SECTION
  }

  /**
   * A key.
   *
   * @param path its path, with {@link #ANY} for chosen names
   * @param form what it has
   * @param isRequired whether the section around it needs it
   * @param dimension of a quantity
   * @param minimum least value in SI units
   * @param maximum greatest value in SI units
   * @param words of a choice
   * @param keys of a section
   */
  public record Key(
      String path,
      Form form,
      boolean isRequired,
      Optional<Dimension> dimension,
      double minimum,
      double maximum,
      List<String> words,
      Map<String, Key> keys) {
    /** Copies the words and keys. */
    public Key {
      words = List.copyOf(words);
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }
  }

  /** Returns the schema of the templates that ship. */
  public static TemplateSchema shipped() {
    return Holder.SHIPPED;
  }

  private static TemplateSchema watched() {
    var builder = new Builder();
    for (String id : DeviceLibrary.ids()) {
      YamlNode.Mapping tree = DeviceTemplate.of(id).tree(List.of());
      builder.root.visits++;
      DeviceReader.read(id, tree, builder);
    }
    builder.root.visits++;
    DeviceReader.read("rare", rare().tree(List.of()), builder);
    return new TemplateSchema(builder.root.key("", false));
  }

  /** Returns a template of keys that no other has. */
  private static DeviceTemplate rare() {
    List<DeviceTemplate.File> files = new ArrayList<>();
    files.add(new DeviceTemplate.File(RARE, RARE, Resources.read("/" + RARE).orElseThrow()));
    files.addAll(DeviceTemplate.of("snapdragon-8-gen-3").files());
    return DeviceTemplate.of(RARE, files);
  }

  /** Returns whether a path, of chosen names too, is a key. */
  public boolean has(String path) {
    return find(path).isPresent();
  }

  /** Returns the key of a path, of chosen names too. */
  public Optional<Key> find(String path) {
    Key key = root;
    for (String name : path.split("\\.", -1)) {
      Key next = key.keys().getOrDefault(name, key.keys().get(ANY));
      if (next == null) {
        return Optional.empty();
      }
      key = next;
    }
    return Optional.of(key);
  }

  /** Returns all keys that are no sections, in the order in which they are read. */
  public List<Key> values() {
    List<Key> result = new ArrayList<>();
    collect(root, result);
    return result;
  }

  private static void collect(Key key, List<Key> into) {
    for (Key child : key.keys().values()) {
      if (child.form() == Form.SECTION) {
        collect(child, into);
      } else {
        into.add(child);
      }
    }
  }

  /** A key while its forms are still being seen. */
  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private Form form = Form.TEXT;
    private boolean isOptional;
    private boolean isFree;

    /** How often the section was read. */
    private int visits;

    /** In how many of the visits of the section around it the key was asked for. */
    private int asked;

    private int lastVisit;
    private @Nullable Dimension dimension;
    private double minimum;
    private double maximum;
    private List<String> words = List.of();

    Key key(String path, boolean isRequired) {
      Map<String, Key> keys = new LinkedHashMap<>();
      children.forEach(
          (name, child) ->
              keys.put(
                  name,
                  child.key(
                      path.isEmpty() ? name : path + "." + name,
                      !child.isOptional && child.asked == visits)));
      return new Key(
          path,
          children.isEmpty() ? form : Form.SECTION,
          isRequired,
          Optional.ofNullable(dimension),
          minimum,
          maximum,
          words,
          keys);
    }
  }

  private static final class Builder implements SchemaObserver {
    private final Node root = new Node();

    private Node section(String path) {
      Node node = root;
      if (!path.isEmpty()) {
        for (String name : path.split("\\.", -1)) {
          node = child(node, name);
        }
      }
      return node;
    }

    private Node child(Node node, String name) {
      return node.children.computeIfAbsent(node.isFree ? ANY : name, n -> new Node());
    }

    private Node at(String section, String key, Form form) {
      Node parent = section(section);
      Node node = child(parent, key);
      node.form = form;
      node.isOptional |= parent.isFree;
      if (node.lastVisit != parent.visits) {
        node.lastVisit = parent.visits;
        node.asked++;
      }
      return node;
    }

    @Override
    public void optional(String section, String key) {
      Node node = child(section(section), key);
      node.isOptional = true;
    }

    @Override
    public void free(String section) {
      section(section).isFree = true;
    }

    @Override
    public void text(String section, String key) {
      at(section, key, Form.TEXT);
    }

    @Override
    public void choice(String section, String key, List<String> words) {
      at(section, key, Form.CHOICE).words = words;
    }

    @Override
    public void quantity(
        String section, String key, Dimension dimension, double minimum, double maximum) {
      Node node = at(section, key, Form.QUANTITY);
      node.dimension = dimension;
      node.minimum = minimum;
      node.maximum = maximum;
    }

    @Override
    public void section(String section, String key) {
      at(section, key, Form.SECTION).visits++;
    }

    @Override
    public void list(String section, String key) {
      at(section, key, Form.LIST);
    }
  }
}
