package org.socompass.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.hardware.LaunchMethod;
import org.socompass.input.Section;

/**
 * How the kernels of a data set were launched when they were timed, and whose they were.
 *
 * @param usual how those of any table were
 * @param ofTable how those of a table were that differs, by its name
 * @param software kernel library of a processor, by device, where the rows are not of the software
 *     that the template states
 */
public record LaunchMethods(
    LaunchMethod usual,
    Map<String, LaunchMethod> ofTable,
    Map<String, Map<String, String>> software) {
  /** Each kernel alone, through the framework. */
  public static final LaunchMethods EAGER =
      new LaunchMethods(LaunchMethod.EAGER, Map.of(), Map.of());

  /** Copies the map. */
  public LaunchMethods {
    ofTable = Map.copyOf(ofTable);
    software = Map.copyOf(software);
  }

  /** Returns how the kernels of a table were launched. */
  public LaunchMethod of(String table) {
    return ofTable.getOrDefault(table, usual);
  }

  /** Returns the assignments that give a device's template the software of its rows. */
  List<String> assignments(String device) {
    return software.getOrDefault(device, Map.of()).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> "processors." + e.getKey() + ".kernels.extends=" + e.getValue())
        .toList();
  }

  /** Returns the methods for rows that are predicted with the template's own software. */
  public LaunchMethods withTemplateSoftware() {
    return new LaunchMethods(usual, ofTable, Map.of());
  }

  /** Returns what a description says, or {@code absent} if it says nothing. */
  static LaunchMethods read(Section s, LaunchMethods absent) {
    LaunchMethod usual = s.has("launch") ? s.choice("launch", LaunchMethod.class) : absent.usual;
    Map<String, LaunchMethod> ofTable =
        new LinkedHashMap<>(s.has("launch") ? Map.of() : absent.ofTable);
    s.optionalSection(
        "launch_of",
        t -> {
          t.keys().forEach(table -> ofTable.put(table, t.choice(table, LaunchMethod.class)));
          return ofTable;
        });
    Map<String, Map<String, String>> software =
        new LinkedHashMap<>(s.has("software") ? Map.of() : absent.software);
    s.optionalSection(
        "software",
        devices -> {
          devices
              .keys()
              .forEach(
                  device ->
                      software.put(device, devices.section(device, LaunchMethods::libraries)));
          return software;
        });
    return new LaunchMethods(usual, ofTable, software);
  }

  private static Map<String, String> libraries(Section processors) {
    Map<String, String> result = new LinkedHashMap<>();
    processors.keys().forEach(processor -> result.put(processor, processors.text(processor)));
    return result;
  }
}
