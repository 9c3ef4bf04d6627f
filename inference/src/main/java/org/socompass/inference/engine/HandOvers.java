package org.socompass.inference.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.socompass.hardware.Device;
import org.socompass.hardware.Synchronization;
import org.socompass.input.Dimension;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;

/**
 * What hand-overs between processors cost: what the device's template says, or what is assumed of a
 * device that does not say. A device of which nothing is known hands nothing over for free.
 */
public final class HandOvers {
  private static final String FILE = "engines/assumed-synchronization.yaml";
  private static final Synchronization ASSUMED = read();

  private HandOvers() {}

  /** Returns the costs on a device. */
  public static Synchronization of(Device device) {
    return device.synchronization().orElse(ASSUMED);
  }

  private static Synchronization read() {
    try (InputStream in = HandOvers.class.getResourceAsStream("/" + FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Section.read(
          YamlReader.read(FILE, text),
          "",
          s -> {
            s.text("source");
            return new Synchronization(
                s.nonNegative("slow", Dimension.TIME),
                s.nonNegative("fast", Dimension.TIME),
                s.nonNegative("resubmit", Dimension.TIME));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
