package org.socompass.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.InputException;

/** A device: a template that ships, of a file or in memory, with overrides. Immutable. */
public final class Device {
  private final DeviceSource source;
  private final org.socompass.hardware.Device loaded;

  private Device(DeviceSource source) {
    this.source = source;
    ProcessNodes.builtIn().check(source.template().tree(source.overrides()));
    this.loaded = InputException.checked(source::load);
  }

  /** Returns the ids of the devices that ship, sorted. */
  public static List<String> ids() {
    return DeviceLibrary.ids();
  }

  /**
   * Returns a device.
   *
   * @param idOrPath id of one that ships, or path of a template file: it ends in .yaml or has a
   *     separator
   * @throws InputException if there is none, naming the nearest, or its template is not valid
   */
  public static Device of(String idOrPath) {
    return of(idOrPath, List.of());
  }

  /**
   * Returns a device with other values than its template's.
   *
   * @param idOrPath id of one that ships, or path of a template file
   * @param assignments {@code path=value}, in order
   * @throws InputException if there is none, naming the nearest, or it is not valid
   */
  public static Device of(String idOrPath, List<String> assignments) {
    return new Device(new DeviceSource(idOrPath, assignments));
  }

  /**
   * Reads a template file.
   *
   * @throws InputException if it can't be read or is not valid, with its place
   */
  public static Device read(Path file) {
    return of(path(file));
  }

  /** Returns a path that is none of the names of what ships. */
  static String path(Path file) {
    String text = file.toString();
    boolean isName = file.getNameCount() == 1 && !text.matches(".*\\.(ya?ml|json|gguf)");
    return isName ? Path.of(".").resolve(file).toString() : text;
  }

  /**
   * Reads a template in memory. It may extend one that ships.
   *
   * @param name name for messages, and without .yaml its id
   * @param yaml the template
   * @throws InputException if it is not valid, with its place
   */
  public static Device ofText(String name, String yaml) {
    return new Device(new DeviceSource(DeviceTemplate.ofText(name, yaml), List.of()));
  }

  /**
   * Returns the same device with other values.
   *
   * @param assignments {@code path=value}, as in {@code memory.data_rate=9600 MT/s}, after those
   *     that it has
   * @throws InputException if there is no such field, naming the nearest, or no such device
   */
  public Device with(String... assignments) {
    List<String> all = new ArrayList<>(source.overrides());
    all.addAll(List.of(assignments));
    return new Device(source.overriddenBy(all));
  }

  /** Returns its id. */
  public String id() {
    return loaded.id();
  }

  /** Returns its name for people. */
  public String name() {
    return loaded.name();
  }

  /** Returns the ids of its processors, in the order of the template. */
  public List<String> processors() {
    return List.copyOf(loaded.processorIds());
  }

  /** Returns what was changed of its template, in order. */
  public List<String> overrides() {
    return source.overrides();
  }

  /** Returns the values of all its fields as they are written, by the path that overrides take. */
  public Map<String, String> fields() {
    Map<String, String> values = new LinkedHashMap<>();
    TemplateTree.fields(source.template().tree(source.overrides()))
        .forEach(field -> values.put(field.path(), field.text()));
    return Collections.unmodifiableMap(values);
  }

  /** Returns what studies take. Not part of what stays as it is. */
  public DeviceSource source() {
    return source;
  }

  @Override
  public String toString() {
    return String.join(" ", id(), String.join(" ", overrides())).strip();
  }
}
