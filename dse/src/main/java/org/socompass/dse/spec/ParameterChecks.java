package org.socompass.dse.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/** What parameters of a sweep must be beside each other and beside the template. */
final class ParameterChecks {
  private ParameterChecks() {}

  /** A path that the template lacks is a mistake, unless one of its values makes a device. */
  static void checkPaths(DeviceTemplate device, Parameter parameter, Section s, String key) {
    Set<String> known =
        TemplateTree.fields(device.tree(List.of())).stream()
            .map(TemplateTree.Field::path)
            .collect(Collectors.toSet());
    boolean isKnown =
        parameter.levels().stream()
            .flatMap(level -> level.assignments().stream())
            .allMatch(a -> known.contains(a.substring(0, a.indexOf('=')).strip()));
    if (isKnown) {
      return;
    }
    InputException last = null;
    for (Level level : parameter.levels()) {
      try {
        device.device(level.assignments());
        return;
      } catch (InputException refused) {
        last = refused;
      }
    }
    throw s.keyError(key, last == null ? "has no value" : String.valueOf(last.getMessage()));
  }

  static void checkOneEngine(Section s, List<Parameter> parameters) {
    long engines = parameters.stream().filter(p -> p.levels().get(0).engine().isPresent()).count();
    if (engines > 1) {
      throw s.error("parameters", "only one parameter can be the engine");
    }
  }

  /** Of two parameters that set one path the later would win, and the column of the other lie. */
  static void checkOnePath(Section s, List<Parameter> parameters) {
    Map<String, String> setBy = new HashMap<>();
    for (Parameter parameter : parameters) {
      for (Level level : parameter.levels()) {
        for (String assignment : level.assignments()) {
          String path = assignment.substring(0, assignment.indexOf('=')).strip();
          String other = setBy.putIfAbsent(path, parameter.name());
          if (other != null && !other.equals(parameter.name())) {
            throw s.error(
                "parameters", path + " is set by both " + other + " and " + parameter.name());
          }
        }
      }
    }
  }

  static void checkColumns(Section s, List<Parameter> parameters, List<String> metrics) {
    Set<String> taken = new HashSet<>();
    metrics.forEach(m -> taken.add(m.toLowerCase(Locale.ROOT)));
    taken.addAll(List.of("point", "status", "reason", "engine_used"));
    for (Parameter p : parameters) {
      if (!taken.add(p.column().toLowerCase(Locale.ROOT))) {
        throw s.error(
            "parameters", "the column " + Quoted.of(p.column()) + " of " + p.name() + " is taken");
      }
    }
  }
}
