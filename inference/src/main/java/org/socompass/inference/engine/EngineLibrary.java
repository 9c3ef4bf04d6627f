package org.socompass.inference.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.cut.PreparedLengths;
import org.socompass.inference.rates.EngineRelease;
import org.socompass.inference.rates.HostScale;
import org.socompass.inference.rates.RatesReader;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;
import org.socompass.input.TextFile;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;
import org.socompass.llm.GraphOptions;
import org.socompass.llm.Phase;
import org.socompass.llm.Quantization;

/** The engine profiles that ship, and those of files. */
public final class EngineLibrary {
  private static final String ROOT = "/engines/";
  private static final String EXTENDS = "extends";
  private static final long GREATEST_FILE_BYTES = 1 << 20;

  /** Those that were asked for: a sweep asks for the same one at every point. */
  private static final Map<String, EngineProfile> SHIPPED = new ConcurrentHashMap<>();

  private EngineLibrary() {}

  /** Returns the ids, sorted. */
  public static List<String> ids() {
    return resource("index.txt").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
  }

  /**
   * Returns the profile of an id.
   *
   * @throws InputException if there is none, naming the nearest
   */
  public static EngineProfile byId(String id) {
    EngineProfile found = SHIPPED.get(id);
    if (found == null) {
      // The first stays, so that all have the same object.
      EngineProfile read = read(id, ids());
      EngineProfile first = SHIPPED.putIfAbsent(id, read);
      found = first == null ? read : first;
    }
    return found;
  }

  private static EngineProfile read(String id, List<String> ids) {
    if (!ids.contains(id)) {
      throw new InputException(
          "unknown engine '"
              + id
              + "'; "
              + NearestName.hint(id, ids)
              + " ('socompass list engines' prints all)");
    }
    return Section.read(tree(id), "", s -> profile(id, s));
  }

  /** Returns whether a profile of this id ships. */
  static boolean isShipped(String id) {
    return SHIPPED.containsKey(id) || ids().contains(id);
  }

  private static YamlNode.Mapping tree(String id) {
    return YamlReader.read("engines/" + id + ".yaml", resource(id + ".yaml"));
  }

  /** Returns whether a name is the path of a file: it has a {@code /}, or ends as YAML does. */
  public static boolean isPath(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.contains("/") || lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  /**
   * Returns the profile of a file. With {@code extends: ID} it needs to state only what differs
   * from a profile that ships.
   *
   * @param file path of the file, which is the id of the profile
   * @throws InputException if it can't be read or is no valid profile
   */
  public static EngineProfile read(String file) {
    return Section.read(merged(file), "", s -> profile(file, s));
  }

  /**
   * Returns what a profile says, that which it extends included.
   *
   * @param id id of a profile that ships, or path of a file
   * @throws InputException if it can't be read
   */
  public static YamlNode.Mapping fields(String id) {
    return isPath(id) ? merged(id) : tree(id);
  }

  private static YamlNode.Mapping merged(String file) {
    YamlNode.Mapping own = YamlReader.read(file, text(file));
    YamlNode extended = own.entries().get(EXTENDS);
    if (extended == null) {
      return own;
    }
    if (!(extended instanceof YamlNode.Scalar parent) || !ids().contains(parent.text())) {
      String text = extended instanceof YamlNode.Scalar scalar ? scalar.text() : "";
      throw new InputException(
          extended.mark(),
          EXTENDS,
          Quoted.of(text) + " is no engine that ships; " + NearestName.hint(text, ids()));
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>(own.entries());
    entries.remove(EXTENDS);
    var changes = new YamlNode.Mapping(entries, own.keyMarks(), own.mark());
    return TemplateTree.merge(tree(parent.text()), changes);
  }

  /**
   * Returns what a file says.
   *
   * @throws InputException if it can't be read
   */
  public static String text(String file) {
    return TextFile.read(TextFile.path(file), GREATEST_FILE_BYTES);
  }

  private static EngineProfile profile(String id, Section s) {
    return new EngineProfile(
        id,
        s.text("name"),
        s.choice("strategy", Strategy.class),
        s.text("source"),
        s.section(
            "graph",
            g ->
                new GraphOptions(
                    g.flag("fused_attention"),
                    g.flag("fused_add_norm"),
                    g.flag("fused_qkv"),
                    g.flag("fused_gate_up"))),
        s.flag("queued"),
        s.flag("slow_synchronization", false),
        s.flag("head_on_all_tokens", false),
        storage(s),
        byPhase(s, "layer_time", Dimension.TIME),
        s.optionalSection(
                "host",
                h ->
                    new HostScale(
                        h.positive("steps", Dimension.FREQUENCY),
                        h.positive("arithmetic", Dimension.FREQUENCY)))
            .orElse(HostScale.NONE),
        byPhase(s, "layer_cycles", Dimension.CYCLES),
        hidden(s),
        s.optionalSection(
                "attention",
                a ->
                    new EngineProfile.AttentionTiming(
                        false,
                        a.nonNegative("time_per_head_and_token", Dimension.TIME, 0),
                        a.has("wide_head_dim") ? a.count("wide_head_dim", 1) : Long.MAX_VALUE,
                        a.nonNegative("wide_wave_time", Dimension.CYCLES, 0)))
            .orElseGet(EngineProfile.AttentionTiming::byModel),
        overlays(s),
        scheduling(s),
        new EngineProfile.Prompts(tokens(s, "prompt_chunk"), tokens(s, "score_rows")),
        s.has("version")
            ? Optional.of(new EngineRelease(s.text("version"), s.text("date")))
            : Optional.empty(),
        s.optionalSection("rates", RatesReader::read));
  }

  private static long tokens(Section s, String key) {
    return s.has(key) ? s.count(key, 1) : Long.MAX_VALUE;
  }

  private static Scheduling scheduling(Section s) {
    return s.optionalSection(
            "scheduling",
            t ->
                new Scheduling(
                    t.has("processors")
                        ? EnumSet.copyOf(t.list("processors", EngineLibrary::kind))
                        : Set.of(),
                    t.flag("submits_ahead", false),
                    t.flag("plans_for_fast_synchronization", false),
                    t.optionalSection(
                        "static_graphs",
                        g ->
                            new Scheduling.StaticGraphs(
                                new PreparedLengths(g.list("lengths", EngineLibrary::length)))),
                    t.optionalSection("chunks", EngineLibrary::chunks)))
        .orElse(Scheduling.PLAIN);
  }

  private static ProcessorKind kind(String text) {
    for (ProcessorKind kind : ProcessorKind.values()) {
      if (Section.nameOf(kind).equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not cpu, gpu or npu");
  }

  private static long length(String text) {
    return whole(text, "tokens");
  }

  private static long stages(String text) {
    return whole(text, "stages");
  }

  private static long whole(String text, String of) {
    if (!text.matches("\\d{1,7}")) {
      throw new IllegalArgumentException("'" + text + "' is not a number of " + of);
    }
    return Long.parseLong(text);
  }

  private static Scheduling.Chunks chunks(Section c) {
    return new Scheduling.Chunks(
        c.count("tokens", 1),
        c.flag("in_order", false) ? List.of() : c.list("leads", EngineLibrary::stages),
        c.within("outlier_share", Dimension.NUMBER, 0, 1),
        c.within("resident_share", Dimension.NUMBER, 0, 1),
        c.count("greatest_contraction", 1),
        c.positive("first_use_bandwidth", Dimension.BANDWIDTH));
  }

  private static Map<Quantization, Quantization> storage(Section s) {
    Map<Quantization, Quantization> result = new LinkedHashMap<>();
    s.optionalSection(
        "storage",
        t -> {
          t.keys().forEach(k -> result.put(Quantization.of(k), Quantization.of(t.text(k))));
          return result;
        });
    return result;
  }

  private static Map<Phase, Double> byPhase(Section s, String key, Dimension dimension) {
    Map<Phase, Double> result = new EnumMap<>(Phase.class);
    s.optionalSection(
        key,
        t -> {
          for (Phase phase : Phase.values()) {
            result.put(phase, t.nonNegative(phase.id(), dimension));
          }
          return result;
        });
    return result;
  }

  private static Set<OperatorClass> hidden(Section s) {
    Set<OperatorClass> result = EnumSet.noneOf(OperatorClass.class);
    if (s.has("hidden")) {
      Map<String, OperatorClass> byName = new LinkedHashMap<>();
      for (OperatorClass c : OperatorClass.values()) {
        byName.put(Section.nameOf(c), c);
      }
      result.addAll(
          s.list(
              "hidden",
              text -> {
                OperatorClass c = byName.get(text);
                if (c == null) {
                  throw new IllegalArgumentException(
                      "'" + text + "' is not a class; " + NearestName.hint(text, byName.keySet()));
                }
                return c;
              }));
    }
    return result;
  }

  private static List<EngineProfile.Overlay> overlays(Section s) {
    List<EngineProfile.Overlay> result = new ArrayList<>();
    s.optionalSection(
        "kernels",
        libraries -> {
          for (String library : libraries.keys()) {
            result.add(
                libraries.section(
                    library,
                    fields -> {
                      Map<String, String> values = new LinkedHashMap<>();
                      fields.keys().forEach(k -> values.put(k, fields.text(k)));
                      return new EngineProfile.Overlay(library, values);
                    }));
          }
          return result;
        });
    return result;
  }

  private static String resource(String name) {
    try (InputStream in = EngineLibrary.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("the engine file " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
