package org.socompass.inference.trust;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.inference.engine.DeviceSource;

/**
 * The shipped device that a design is, or is made from.
 *
 * @param id its id; empty if it is made from none
 * @param isChanged whether the design differs from it
 */
public record DesignBase(Optional<String> id, boolean isChanged) {
  /** Returns the base of a device as the user named it. */
  public static DesignBase of(DeviceSource source) {
    return of(source, source::load, source::anchor);
  }

  /**
   * Returns the base of a device.
   *
   * @param source the device as the user named it
   * @param device the device with the user's overrides
   * @param anchor the device without them
   */
  public static DesignBase of(
      DeviceSource source, Supplier<Device> device, Supplier<Device> anchor) {
    List<String> shipped = DeviceLibrary.ids();
    String name = source.template().idOrPath();
    if (shipped.contains(name)) {
      boolean isAsShipped =
          source.throttleSteps() == 0
              && (source.overrides().isEmpty() || device.get().equals(anchor.get()));
      return new DesignBase(Optional.of(name), !isAsShipped);
    }
    Optional<String> parent =
        source.template().files().stream()
            .map(DeviceTemplate.File::id)
            .filter(shipped::contains)
            .findFirst();
    if (parent.isPresent()) {
      return new DesignBase(parent, true);
    }
    Device own = device.get();
    return shipped.contains(own.id())
        ? new DesignBase(Optional.of(own.id()), !own.equals(DeviceLibrary.load(own.id())))
        : new DesignBase(Optional.empty(), true);
  }
}
