package org.socompass.inference.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Section;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;
import org.socompass.llm.Phase;

/**
 * How predictions err, by class of operators and family of processors and by engine and phase, and
 * what was measured of which device.
 */
public final class Reliability {
  /** The engine of the entry for those that nobody measured. */
  public static final String ANY_ENGINE = "any";

  private static final String KERNELS = "/kernels/";
  private static final String ENGINES = "/engines/";
  private static final String VARIANCES = "reliability.yaml";
  private static final String MEASURED = "measured.csv";
  private static final double GREATEST_DEVIATION = 10;

  private final Map<KernelKey, Variances> kernels;
  private final Map<EngineKey, Variances> engines;
  private final Map<Measured<KernelKey>, MeasuredRows> kernelRows;
  private final Map<Measured<EngineKey>, MeasuredRows> engineRows;

  /**
   * What the errors of kernels are told apart by.
   *
   * @param operator class of operators
   * @param family kind of the processor, which decides the family of kernels
   */
  public record KernelKey(KernelClass operator, ProcessorKind family) {
    /** Returns the family's name in files. */
    public String familyId() {
      return family.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the errors of whole models are told apart by.
   *
   * @param engine id of the profile
   * @param phase the phase
   */
  public record EngineKey(String engine, Phase phase) {}

  private record Measured<K>(String device, K key) {}

  private static final class Shipped {
    static final Reliability INSTANCE =
        new Reliability(
            variances(KERNELS, Reliability::kernelKey),
            variances(ENGINES, Reliability::engineKey),
            measured(KERNELS, c -> new KernelKey(kernelClass(c[1]), family(c[2]))),
            measured(ENGINES, c -> new EngineKey(c[1], phase(c[2]))),
            sharedByDesigns(yaml(ENGINES)));
  }

  private final double sharedByDesigns;

  private Reliability(
      Map<KernelKey, Variances> kernels,
      Map<EngineKey, Variances> engines,
      Map<Measured<KernelKey>, MeasuredRows> kernelRows,
      Map<Measured<EngineKey>, MeasuredRows> engineRows,
      double sharedByDesigns) {
    this.kernels = Map.copyOf(kernels);
    this.engines = Map.copyOf(engines);
    this.kernelRows = Map.copyOf(kernelRows);
    this.engineRows = Map.copyOf(engineRows);
    this.sharedByDesigns = sharedByDesigns;
  }

  /** Returns what ships. */
  public static Reliability shipped() {
    return Shipped.INSTANCE;
  }

  /** Returns how predictions of a class of operators err on a family of processors. */
  public Variances kernels(KernelClass operator, ProcessorKind family) {
    Variances found = kernels.get(new KernelKey(operator, family));
    if (found == null) {
      throw new IllegalStateException(
          KERNELS + VARIANCES + " lacks " + operator.id() + " of " + family);
    }
    return found;
  }

  /** Returns how predictions of whole models err under an engine; empty if nobody knows. */
  public Optional<Variances> engine(String engine, Phase phase) {
    return Optional.ofNullable(engines.get(new EngineKey(engine, phase)));
  }

  /** Returns what software that nobody measured adds to the errors of its kernels. */
  public Variances anyEngine(Phase phase) {
    return engine(ANY_ENGINE, phase)
        .orElseThrow(() -> new IllegalStateException(ENGINES + VARIANCES + " lacks 'any'"));
  }

  /**
   * Returns how alike two designs of one device are off on the same row, beyond what the device is
   * off by: the correlation of their row effects, in [0, 1].
   */
  public double sharedByDesigns() {
    return sharedByDesigns;
  }

  /** Returns what was measured of a device's kernels. */
  public MeasuredRows rows(String device, KernelClass operator, ProcessorKind family) {
    return kernelRows.getOrDefault(
        new Measured<>(device, new KernelKey(operator, family)), MeasuredRows.NONE);
  }

  /** Returns what was measured of a device with an engine in a phase. */
  public MeasuredRows rows(String device, String engine, Phase phase) {
    return engineRows.getOrDefault(
        new Measured<>(device, new EngineKey(engine, phase)), MeasuredRows.NONE);
  }

  /** Returns whether anything was measured of a device. */
  public boolean isMeasured(String device) {
    return kernelRows.keySet().stream().anyMatch(m -> m.device.equals(device))
        || engineRows.keySet().stream().anyMatch(m -> m.device.equals(device));
  }

  /** Returns the devices of which kernels of a class were measured, sorted. */
  List<String> devices(KernelClass operator, ProcessorKind family) {
    var key = new KernelKey(operator, family);
    var ids = new TreeSet<String>();
    kernelRows.keySet().stream().filter(m -> m.key.equals(key)).forEach(m -> ids.add(m.device));
    return List.copyOf(ids);
  }

  /** Returns the devices that were measured with an engine, sorted. */
  List<String> devices(String engine) {
    var ids = new TreeSet<String>();
    engineRows.keySet().stream()
        .filter(m -> m.key.engine().equals(engine))
        .forEach(m -> ids.add(m.device));
    return List.copyOf(ids);
  }

  /** Returns the devices of which anything was measured, sorted. */
  List<String> devices() {
    var ids = new TreeSet<String>();
    engineRows.keySet().forEach(m -> ids.add(m.device));
    kernelRows.keySet().forEach(m -> ids.add(m.device));
    return List.copyOf(ids);
  }

  /** Returns the kernels whose errors are known. */
  public Map<KernelKey, Variances> kernels() {
    return kernels;
  }

  /** Returns the engines whose errors are known. */
  public Map<EngineKey, Variances> engines() {
    return engines;
  }

  private static <K> Map<K, Variances> variances(String folder, Function<Section, K> key) {
    YamlNode.Mapping root = yaml(folder);
    Map<K, Variances> result = new LinkedHashMap<>();
    if (!(root.entries().get("reliability") instanceof YamlNode.Sequence entries)) {
      throw new InputException(root.mark(), "reliability", "must be a list of entries");
    }
    for (YamlNode entry : entries.items()) {
      if (!(entry instanceof YamlNode.Mapping mapping)) {
        throw new InputException(entry.mark(), "reliability", "must be a list of entries");
      }
      Section.read(
          mapping,
          "reliability",
          s -> {
            K found = key.apply(s);
            Variances old =
                result.put(
                    found,
                    new Variances(
                        s.within("between", Dimension.NUMBER, 0, GREATEST_DEVIATION),
                        s.within("within", Dimension.NUMBER, 0, GREATEST_DEVIATION),
                        s.count("devices", 0),
                        s.count("rows", 0),
                        s.text("source")));
            if (old != null) {
              throw new InputException(mapping.mark(), "reliability", "has an entry twice");
            }
            return found;
          });
    }
    return result;
  }

  private static YamlNode.Mapping yaml(String folder) {
    return YamlReader.read(folder.substring(1) + VARIANCES, resource(folder + VARIANCES));
  }

  private static double sharedByDesigns(YamlNode.Mapping root) {
    return new Section(root, "")
        .section(
            "shared_by_designs",
            s -> {
              s.text("source");
              return s.within("value", Dimension.NUMBER, 0, 1);
            });
  }

  private static KernelKey kernelKey(Section s) {
    return new KernelKey(kernelClass(s.text("operator")), s.choice("family", ProcessorKind.class));
  }

  private static EngineKey engineKey(Section s) {
    return new EngineKey(s.text("engine"), s.choice("phase", Phase.class));
  }

  private static KernelClass kernelClass(String id) {
    return KernelClass.named(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "operator must be one of %s, but is '%s'"
                        .formatted(String.join(", ", KernelClass.ids()), id)));
  }

  static ProcessorKind family(String id) {
    return ProcessorKind.valueOf(id.toUpperCase(Locale.ROOT));
  }

  private static Phase phase(String id) {
    return Phase.valueOf(id.toUpperCase(Locale.ROOT));
  }

  private static <K> Map<Measured<K>, MeasuredRows> measured(
      String folder, Function<String[], K> key) {
    Map<Measured<K>, MeasuredRows> result = new LinkedHashMap<>();
    List<String> lines = resource(folder + MEASURED).lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      result.put(
          new Measured<>(cells[0], key.apply(cells)),
          new MeasuredRows(Integer.parseInt(cells[3]), number(cells[4]), number(cells[5])));
    }
    return result;
  }

  private static double number(String cell) {
    return cell.isEmpty() ? 0 : Double.parseDouble(cell);
  }

  static String resource(String path) {
    try (InputStream in = Reliability.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the file " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
