package org.socompass.dse.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.socompass.inference.engine.Engines;
import org.socompass.inference.tier.TierUse;
import org.socompass.input.Dimension;
import org.socompass.input.InputException;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/**
 * Reads one parameter of a spec: values of a template path with others linked to it, choices that
 * set several paths, the engine, or the skew of experts.
 */
final class ParameterReader {
  private static final int MOST_LEVELS = 100_000;
  private static final String PATH = "path";
  private static final String VALUES = "values";
  private static final String RANGE = "range";
  private static final String LINKED = "linked";
  private static final String CHOICES = "choices";
  private static final String ENGINE = "engine";
  private static final String EXPERT_SKEW = "expert_skew";
  private static final String MULTIPLE = "multiple";

  private ParameterReader() {}

  /**
   * Reads a parameter.
   *
   * @param enginePath makes the path of an engine file, which a spec has relative to its folder
   */
  static Parameter read(String name, Section s, UnaryOperator<String> enginePath) {
    long kinds = List.of(PATH, CHOICES, ENGINE, EXPERT_SKEW).stream().filter(s::has).count();
    if (kinds != 1) {
      throw new IllegalArgumentException(
          "needs one of 'path' (with 'values' or 'range'), 'choices', 'engine' and 'expert_skew'");
    }
    if (s.has(EXPERT_SKEW)) {
      return skews(name, s);
    }
    if (s.has(ENGINE)) {
      return engines(name, s, enginePath);
    }
    return s.has(CHOICES) ? choices(name, s) : path(name, s);
  }

  private static Parameter engines(String name, Section s, UnaryOperator<String> enginePath) {
    List<Level> levels = new ArrayList<>();
    s.list(
        ENGINE,
        text -> {
          String engine = engine(enginePath.apply(text));
          levels.add(new Level(text, OptionalDouble.empty(), List.of(), Optional.of(engine)));
          return text;
        });
    return parameter(name, "", levels, s, ENGINE);
  }

  private static Parameter skews(String name, Section s) {
    List<Level> levels = new ArrayList<>();
    s.list(
        EXPERT_SKEW,
        text -> {
          double skew = skew(text);
          levels.add(
              new Level(
                  text,
                  OptionalDouble.of(skew),
                  List.of(),
                  Optional.empty(),
                  OptionalDouble.of(skew)));
          return text;
        });
    return parameter(name, "", levels, s, EXPERT_SKEW);
  }

  private static double skew(String text) {
    Dimension.Parsed parsed = Dimension.NUMBER.parse(text);
    if (parsed.error().isPresent()
        || !(parsed.value() >= 0 && parsed.value() <= TierUse.GREATEST_SKEW)) {
      throw new IllegalArgumentException(
          "must be a number from 0 to %.0f, but is %s"
              .formatted(TierUse.GREATEST_SKEW, Quoted.of(text)));
    }
    return parsed.value();
  }

  /** Returns the name of an engine, which must exist. */
  static String engine(String text) {
    if (!text.equals(Engines.AUTO)) {
      try {
        Engines.profile(text);
      } catch (InputException unknown) {
        throw new IllegalArgumentException(unknown.getMessage(), unknown);
      }
    }
    return text;
  }

  private static Parameter choices(String name, Section s) {
    List<Level> levels = new ArrayList<>();
    s.section(
        CHOICES,
        all -> {
          for (String label : all.keys()) {
            levels.add(all.section(label, choice -> choice(label, choice)));
          }
          return levels;
        });
    return parameter(name, "", levels, s, CHOICES);
  }

  private static Level choice(String label, Section s) {
    List<String> assignments = new ArrayList<>();
    for (String path : s.keys()) {
      assignments.add(path + "=" + s.text(path));
    }
    return new Level(label, OptionalDouble.empty(), assignments, Optional.empty());
  }

  private static Parameter path(String name, Section s) {
    String path = s.text(PATH);
    if (s.has(VALUES) == s.has(RANGE)) {
      throw s.error(PATH, "needs 'values' or 'range'");
    }
    List<String> texts = s.has(VALUES) ? s.list(VALUES, t -> t) : range(s);
    List<Optional<Amount>> amounts = texts.stream().map(Amount::of).toList();
    Map<String, List<String>> linked = linked(s, texts, amounts);
    Set<String> units = new LinkedHashSet<>();
    amounts.forEach(a -> units.add(a.map(Amount::unit).orElse("?")));
    boolean isNumeric = amounts.stream().allMatch(Optional::isPresent) && units.size() == 1;
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      List<String> assignments = new ArrayList<>();
      assignments.add(path + "=" + texts.get(i));
      int at = i;
      linked.forEach((other, values) -> assignments.add(other + "=" + values.get(at)));
      OptionalDouble number =
          isNumeric
              ? OptionalDouble.of(amounts.get(i).orElseThrow().number().doubleValue())
              : OptionalDouble.empty();
      levels.add(new Level(texts.get(i), number, assignments, Optional.empty()));
    }
    String unit = isNumeric ? units.iterator().next() : "";
    return parameter(name, unit, levels, s, s.has(VALUES) ? VALUES : RANGE);
  }

  private static Parameter parameter(
      String name, String unit, List<Level> levels, Section s, String key) {
    Set<String> labels = new LinkedHashSet<>();
    for (Level level : levels) {
      if (!labels.add(level.label())) {
        throw s.error(key, Quoted.of(level.label()) + " is given twice");
      }
    }
    if (levels.isEmpty()) {
      throw s.error(key, "needs at least one value");
    }
    return new Parameter(name, unit, levels);
  }

  private static Map<String, List<String>> linked(
      Section s, List<String> texts, List<Optional<Amount>> amounts) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    if (s.has(LINKED)) {
      s.section(
          LINKED,
          all -> {
            all.keys()
                .forEach(p -> result.put(p, all.section(p, l -> follower(l, texts, amounts))));
            return result;
          });
    }
    return result;
  }

  private static List<String> follower(
      Section s, List<String> texts, List<Optional<Amount>> amounts) {
    if (s.has(MULTIPLE) == s.has(VALUES)) {
      throw new IllegalArgumentException("needs 'multiple' or 'values'");
    }
    if (s.has(VALUES)) {
      List<String> values = s.list(VALUES, t -> t);
      if (values.size() != texts.size()) {
        throw s.error(
            VALUES, "has %d values for %d of its parameter".formatted(values.size(), texts.size()));
      }
      return values;
    }
    BigDecimal factor = amount(s, MULTIPLE).number();
    List<String> result = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Amount amount =
          amounts
              .get(i)
              .orElseThrow(
                  () -> s.error(MULTIPLE, Quoted.of(text) + " is no number to take a multiple of"));
      result.add(amount.times(factor).text());
    }
    return result;
  }

  private static Amount amount(Section s, String key) {
    String text = s.text(key);
    return Amount.of(text)
        .orElseThrow(
            () -> s.error(key, Quoted.of(text) + " is not a number with an optional unit"));
  }

  private static List<String> range(Section s) {
    return s.section(RANGE, ParameterReader::rangeValues);
  }

  private static List<String> rangeValues(Section s) {
    Amount from = amount(s, "from");
    Amount to = amount(s, "to");
    sameUnit(s, "to", from, to);
    if (to.number().compareTo(from.number()) < 0) {
      throw s.error("to", "must be at least " + from.text() + ", but is " + to.text());
    }
    int kinds = (s.has("step") ? 1 : 0) + (s.has("factor") ? 1 : 0) + (s.has("points") ? 1 : 0);
    if (kinds != 1) {
      throw new IllegalArgumentException("needs one of 'step', 'factor' and 'points'");
    }
    List<BigDecimal> numbers =
        s.has("step")
            ? steps(s, from, to)
            : s.has("factor") ? factors(s, from, to) : points(s, from, to);
    Set<String> values = new LinkedHashSet<>();
    Optional<Amount> multiple =
        s.has("multiple_of") ? Optional.of(amount(s, "multiple_of")) : Optional.empty();
    multiple.ifPresent(
        m -> {
          sameUnit(s, "multiple_of", from, m);
          positive(s, "multiple_of", m);
        });
    for (BigDecimal number : numbers) {
      BigDecimal rounded = multiple.map(m -> nearest(number, m.number())).orElse(number);
      values.add(from.with(rounded).text());
    }
    return List.copyOf(values);
  }

  private static void sameUnit(Section s, String key, Amount first, Amount other) {
    if (!other.unit().equals(first.unit())) {
      throw s.error(
          key,
          "must have the unit of 'from', "
              + (first.unit().isEmpty() ? "none" : first.unit())
              + ", but is "
              + other.text());
    }
  }

  private static void positive(Section s, String key, Amount amount) {
    if (amount.number().signum() <= 0) {
      throw s.error(key, "must be positive, but is " + amount.text());
    }
  }

  private static BigDecimal nearest(BigDecimal number, BigDecimal multiple) {
    BigDecimal count = number.divide(multiple, 0, RoundingMode.HALF_UP).max(BigDecimal.ONE);
    return count.multiply(multiple);
  }

  private static List<BigDecimal> steps(Section s, Amount from, Amount to) {
    Amount step = amount(s, "step");
    sameUnit(s, "step", from, step);
    positive(s, "step", step);
    List<BigDecimal> result = new ArrayList<>();
    for (BigDecimal n = from.number(); n.compareTo(to.number()) <= 0; n = n.add(step.number())) {
      add(s, "step", result, n);
    }
    return result;
  }

  private static List<BigDecimal> factors(Section s, Amount from, Amount to) {
    Amount factor = amount(s, "factor");
    positive(s, "from", from);
    if (factor.number().compareTo(BigDecimal.ONE) <= 0) {
      throw s.error("factor", "must be greater than 1, but is " + factor.text());
    }
    List<BigDecimal> result = new ArrayList<>();
    for (BigDecimal n = from.number();
        n.compareTo(to.number()) <= 0;
        n = n.multiply(factor.number()).round(Amount.DIGITS)) {
      add(s, "factor", result, n);
    }
    return result;
  }

  private static void add(Section s, String key, List<BigDecimal> result, BigDecimal number) {
    if (result.size() == MOST_LEVELS) {
      throw s.error(key, "gives more than " + MOST_LEVELS + " values");
    }
    result.add(number);
  }

  /** How points of a range are spaced. */
  enum Scale {
    LINEAR,
    LOG
  }

  private static List<BigDecimal> points(Section s, Amount from, Amount to) {
    int count = s.count("points", 1);
    if (count > MOST_LEVELS) {
      throw s.error("points", "must be at most " + MOST_LEVELS + ", but is " + count);
    }
    boolean isLog = s.has("scale") && s.choice("scale", Scale.class) == Scale.LOG;
    if (isLog) {
      positive(s, "from", from);
    }
    double low = from.number().doubleValue();
    double high = to.number().doubleValue();
    List<BigDecimal> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double share = count == 1 ? 0 : i / (count - 1.0);
      double value = isLog ? low * StrictMath.pow(high / low, share) : low + (high - low) * share;
      result.add(
          i == 0
              ? from.number()
              : i == count - 1 ? to.number() : new BigDecimal(value, Amount.DIGITS));
    }
    return result;
  }
}
