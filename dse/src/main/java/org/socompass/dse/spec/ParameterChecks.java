package org.socompass.dse.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.socompass.cost.die.ProcessNodes;
import org.socompass.hardware.template.DeviceTemplate;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
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

  /**
   * A value that no other parameter could make valid is a mistake: it lacks its unit, is no whole
   * number, is beyond its bounds or no process node. Of values written alike the least and the
   * greatest are tried.
   */
  static void checkValues(DeviceTemplate device, Parameter parameter, Section s) {
    List<Level> levels = parameter.levels();
    for (int i : tried(levels)) {
      List<String> assignments = levels.get(i).assignments();
      try {
        ProcessNodes.builtIn().check(device.tree(assignments));
        device.device(assignments);
      } catch (InputException refused) {
        if (refused.isOfValue()) {
          String message = String.valueOf(refused.getMessage());
          throw new InputException(
              place(s, i), s.pathOf(key(s)), message.replaceFirst("^--set ", ""));
        }
      }
    }
  }

  private static String key(Section s) {
    return List.of("values", "range", "choices").stream().filter(s::has).findFirst().orElse("");
  }

  private static Mark place(Section s, int level) {
    String key = key(s);
    return key.isEmpty() ? s.mark() : s.markAt(key, key.equals("range") ? 0 : level);
  }

  private static SortedSet<Integer> tried(List<Level> levels) {
    Map<List<String>, Integer> least = new HashMap<>();
    Map<List<String>, Integer> greatest = new HashMap<>();
    for (int n = 0; n < levels.size(); n++) {
      int i = n;
      Level level = levels.get(i);
      List<String> writing =
          level.number().isEmpty()
              ? level.assignments()
              : level.assignments().stream().map(ParameterChecks::writing).toList();
      double number = level.number().orElse(0);
      int low = least.computeIfAbsent(writing, w -> i);
      int high = greatest.computeIfAbsent(writing, w -> i);
      if (number < levels.get(low).number().orElse(0)) {
        least.put(writing, i);
      }
      if (number > levels.get(high).number().orElse(0)) {
        greatest.put(writing, i);
      }
    }
    SortedSet<Integer> result = new TreeSet<>(least.values());
    result.addAll(greatest.values());
    return result;
  }

  /** Returns how an assignment is written: its path with the unit, or with a value of no number. */
  private static String writing(String assignment) {
    int equals = assignment.indexOf('=');
    String value = assignment.substring(equals + 1);
    return assignment.substring(0, equals + 1)
        + Amount.of(value)
            .map(
                a ->
                    a.unit() + (a.number().stripTrailingZeros().scale() > 0 ? " broken" : " whole"))
            .orElse(value);
  }

  static void checkOneEngine(Section s, List<Parameter> parameters) {
    long engines = parameters.stream().filter(p -> p.levels().get(0).engine().isPresent()).count();
    if (engines > 1) {
      throw s.error("parameters", "only one parameter can be the engine");
    }
    if (parameters.stream().filter(p -> p.levels().get(0).expertSkew().isPresent()).count() > 1) {
      throw s.error("parameters", "only one parameter can be the skew of experts");
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
