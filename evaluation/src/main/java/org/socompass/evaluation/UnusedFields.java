package org.socompass.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.hardware.Device;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.input.InputException;
import org.socompass.mapper.HardwareUse;

/**
 * Numbers of a template that no model of its device reads: another value of them gives each
 * operator the same parameters, and the same area and cost. A number that is read may still move
 * little, where something else binds.
 */
public final class UnusedFields {
  private static final Pattern NUMBER = Pattern.compile("[0-9.]+(?:e-?[0-9]+)?");
  private static final CostExperiment NOMINAL = CostExperiment.nominal(CostSettings.DEFAULT);

  /** More and less; the first that the template allows is tried, and then another. */
  private static final double[] FACTORS = {1.25, 0.5, 2, 0.96, 1.04, 1 / 64.0, 64};

  private static final int TRIED = 2;

  private final DeviceSource source;
  private final HardwareUse use;
  private final Device anchor;
  private final String cost;

  private UnusedFields(DeviceSource source) {
    this.source = source;
    Device device = source.load();
    this.use = HardwareUse.of(device);
    this.anchor = source.anchor();
    this.cost = cost(device, anchor);
  }

  /** Returns the paths of such fields, in the order of the template. */
  public static Set<String> of(DeviceSource source) {
    var unused = new UnusedFields(source);
    Set<String> result = new LinkedHashSet<>();
    for (TemplateTree.Field field :
        TemplateTree.fields(source.template().tree(source.overrides()))) {
      Matcher number = NUMBER.matcher(field.text());
      // A name may begin with a digit.
      boolean isName = field.path().endsWith("name") || field.path().endsWith("process_node");
      if (!isName && number.lookingAt() && unused.isUnused(field, number)) {
        result.add(field.path());
      }
    }
    return result;
  }

  private boolean isUnused(TemplateTree.Field field, Matcher number) {
    int tried = 0;
    for (double factor : FACTORS) {
      String assignment = field.path() + "=" + scaled(field.text(), number, factor);
      List<String> assignments = new ArrayList<>(source.overrides());
      assignments.add(assignment);
      try {
        var other = new DeviceSource(source.template(), assignments);
        Device device = other.load();
        if (!HardwareUse.of(device).equals(use)
            || !cost(device, DeviceTemplate.statesDie(assignments) ? device : anchor)
                .equals(cost)) {
          return false;
        }
      } catch (InputException refused) {
        continue;
      }
      tried++;
      if (tried == TRIED) {
        break;
      }
    }
    return tried > 0;
  }

  private static String cost(Device device, Device anchor) {
    return String.valueOf(DeviceCost.of(device, anchor, NOMINAL));
  }

  /** Returns a field's text with its number multiplied; a whole number stays whole. */
  static String scaled(String text, Matcher number, double factor) {
    double value = Double.parseDouble(number.group());
    boolean isWhole = !number.group().contains(".") && !number.group().contains("e");
    double more = value == 0 ? factor : value * factor;
    String shown =
        isWhole && value != 0
            ? Long.toString(factor > 1 ? (long) Math.ceil(more) : Math.max(1, (long) more))
            : Double.toString(more);
    return shown + text.substring(number.end());
  }
}
