package org.socompass.calibration;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.socompass.hardware.template.KernelPriors;
import org.socompass.input.YamlNode;

/**
 * A file of priors: those that ship, with the shared constants that were fitted in place of theirs
 * and what they were fitted to.
 */
public final class PriorsFile {
  private static final String PREFIX = "processors.gpu.kernels.";
  private static final String FAMILY = "gpu";

  private PriorsFile() {}

  /** Returns the text of the file. */
  public static String of(SharedFit.Result result) {
    Map<String, SharedFit.Constant> constants = new HashMap<>();
    for (SharedFit.Constant c : result.constants()) {
      constants.put(c.before().path().substring(PREFIX.length()), c);
    }
    var text =
        new StringBuilder(
            "# Constants that kernels share, as 'socompass calibrate --shared' fitted them. A"
                + " processor's kernels name this\n"
                + "# file in place of the priors that ship with 'priors: FILE', beside the"
                + " template. sigma is the standard\n"
                + "# deviation of a value's logarithm between devices.\n");
    if (KernelPriors.shipped().entries().get(FAMILY) instanceof YamlNode.Mapping family) {
      text.append(FAMILY).append(":\n");
      text.append("  source: ").append(quoted(source(result))).append('\n');
      family
          .entries()
          .forEach(
              (section, node) -> {
                if (node instanceof YamlNode.Mapping fields) {
                  text.append("  ").append(section).append(":\n");
                  fields
                      .entries()
                      .forEach(
                          (key, value) -> {
                            if (value instanceof YamlNode.Scalar scalar) {
                              SharedFit.Constant c = constants.get(section + "." + key);
                              text.append("    ").append(key).append(": ");
                              text.append(c == null ? kept(scalar) : stated(c)).append('\n');
                            }
                          });
                }
              });
    }
    return text.toString();
  }

  /**
   * Checks that a written file can be read and has the fitted values.
   *
   * @throws IllegalStateException if it has others, which is a defect
   */
  public static void check(YamlNode.Mapping written, SharedFit.Result result) {
    for (SharedFit.Constant c : result.constants()) {
      YamlNode node = written.entries().get(FAMILY);
      for (String key : c.before().path().substring(PREFIX.length()).split("\\.", -1)) {
        node = node instanceof YamlNode.Mapping m ? m.entries().get(key) : null;
      }
      if (!(node instanceof YamlNode.Scalar s)
          || !s.text().equals(c.fitted().text(c.fitted().start()))) {
        throw new IllegalStateException(
            "the file of priors does not have the fitted value of " + c.before().path());
      }
    }
  }

  private static String source(SharedFit.Result result) {
    return String.format(
        Locale.ROOT,
        "fitted together to %d rows of %s (%s): mean error %.1f %% with the constants before,"
            + " %.1f %% shared, %.1f %% each device's own",
        result.rows(),
        result.errors().stream()
            .map(SharedFit.DeviceError::device)
            .collect(Collectors.joining(", ")),
        String.join(", ", result.datasets()),
        mean(result.errors().stream().mapToDouble(SharedFit.DeviceError::beforePercent).toArray()),
        mean(result.errors().stream().mapToDouble(SharedFit.DeviceError::sharedPercent).toArray()),
        mean(result.errors().stream().mapToDouble(SharedFit.DeviceError::ownPercent).toArray()));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String stated(SharedFit.Constant c) {
    return "{value: %s, min: %s, max: %s, sigma: %s, source: %s}"
        .formatted(
            c.fitted().text(c.fitted().start()),
            c.before().bounds().minimum(),
            c.before().bounds().maximum(),
            c.fitted().bounds().sigma().orElse(""),
            quoted(
                c.isFitted()
                    ? "told by the rows of %d of %d devices"
                        .formatted(c.tellingDevices(), c.own().size())
                    : "kept: told by the rows of %d of %d devices"
                        .formatted(c.tellingDevices(), c.own().size())));
  }

  private static String kept(YamlNode.Scalar scalar) {
    String bounds =
        scalar.bounds().map(b -> ", min: " + b.minimum() + ", max: " + b.maximum()).orElse("");
    return "{value: "
        + scalar.text()
        + bounds
        + scalar.source().map(s -> ", source: " + quoted(s)).orElse("")
        + "}";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
