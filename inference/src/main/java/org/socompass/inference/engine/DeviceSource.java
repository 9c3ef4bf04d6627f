package org.socompass.inference.engine;

import java.util.ArrayList;
import java.util.List;
import org.socompass.hardware.Device;
import org.socompass.hardware.LaunchMethod;
import org.socompass.hardware.Processor;
import org.socompass.hardware.template.DeviceTemplate;

/**
 * A device as the user named it, before an engine sets its own constants.
 *
 * @param template its template, read already
 * @param overrides {@code path=value} assignments of the user
 * @param throttleSteps how many steps below the clocks of the template its processors run
 */
public record DeviceSource(DeviceTemplate template, List<String> overrides, int throttleSteps) {
  /** Copies the overrides. */
  public DeviceSource {
    overrides = List.copyOf(overrides);
  }

  /**
   * Reads a template.
   *
   * @param idOrPath template id or path
   * @param overrides {@code path=value} assignments of the user
   * @throws org.socompass.input.InputException if there is no such template
   */
  public DeviceSource(String idOrPath, List<String> overrides) {
    this(DeviceTemplate.of(idOrPath), overrides);
  }

  /** Creates a source at the clocks of the template. */
  public DeviceSource(DeviceTemplate template, List<String> overrides) {
    this(template, overrides, 0);
  }

  /**
   * Returns the same device so many steps down.
   *
   * @param steps not negative; a processor of fewer steps stays at its last
   */
  public DeviceSource throttled(int steps) {
    return new DeviceSource(template, overrides, steps);
  }

  /** Returns the same device with these overrides in place of its own. */
  public DeviceSource overriddenBy(List<String> assignments) {
    return new DeviceSource(template, assignments, throttleSteps);
  }

  /** Returns the template's id or path. */
  public String idOrPath() {
    return template.idOrPath();
  }

  /** Returns the device as its template says, with the user's overrides. */
  public Device load() {
    return template.throttled(template.device(overrides), throttleSteps);
  }

  /** Returns the device whose die was measured: the template's, or the one that it extends. */
  public Device anchor() {
    return template.anchor(overrides);
  }

  /** Returns the device with the constants of an engine; the user's overrides win. */
  public Device load(EngineProfile engine) {
    return load(engine, load());
  }

  /**
   * Returns the device with the constants of an engine.
   *
   * @param plain the device without them
   */
  public Device load(EngineProfile engine, Device plain) {
    List<String> all = new ArrayList<>();
    for (Processor processor : plain.processors().values()) {
      for (EngineProfile.Overlay overlay : engine.overlays()) {
        if (overlay.kernelLibrary().equals(processor.kernels().library())) {
          String path = "processors." + processor.id() + ".";
          overlay.fields().forEach((field, value) -> all.add(path + field + "=" + value));
        }
      }
    }
    all.addAll(overrides);
    Device device =
        all.size() == overrides.size()
            ? plain
            : template.throttled(template.device(all), throttleSteps);
    return engine.queued() ? template.launching(device, LaunchMethod.STREAM) : device;
  }

  /** Returns a device whose operators are launched by a method. */
  public static Device launching(Device device, LaunchMethod method) {
    return device.withEach(p -> p.withLaunch(p.launch().by(method)));
  }
}
