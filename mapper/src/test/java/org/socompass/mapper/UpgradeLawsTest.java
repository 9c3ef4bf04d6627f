package org.socompass.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.socompass.hardware.template.DeviceLibrary;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.input.InputException;
import org.socompass.operator.Operator;

/**
 * Any field of any device that ships, made better: no operator takes longer. And all of them draw
 * from main memory what their processor can.
 *
 * <p>{@code -Dlaws.pairs=100000 -Dlaws.seed=7} for more of them.
 */
final class UpgradeLawsTest {
  private static final int PAIRS = Integer.getInteger("laws.pairs", 3000);
  private static final long SEED = Long.getLong("laws.seed", 1);
  private static final int OPERATORS = 12;
  private static final int MOST_SHOWN = 20;

  /** More of each is better. Of the others less is, or they say what kernels do. */
  private static final Pattern BETTER =
      Pattern.compile(
          "memory\\.(bandwidth|data_rate)|processors\\.\\w+\\.(clock|cores|lanes|registers"
              + "|(local|global)_buffer\\.(capacity|bandwidth)|dram\\.(bandwidth_cap|efficiency)"
              + "|vector\\..*per_cycle.*|kernels\\..*efficiency.*|kernels\\..*rates?\\..*)");

  private static final Pattern NUMBER = Pattern.compile("[0-9.]+(?:e[0-9]+)?");

  /** A device before and after one of its fields was made better. */
  private record Upgrade(String id, String processor, String assignment) {}

  @Test
  void aBetterFieldNeverMakesAnOperatorSlower() {
    var random = new SplittableRandom(SEED);
    List<String> slower = new ArrayList<>();
    int pairs = 0;
    int upgrades = 0;
    while (pairs < PAIRS) {
      Upgrade upgrade = upgrade(random);
      OperatorMapper before = new OperatorMapper(DeviceLibrary.load(upgrade.id(), List.of()));
      OperatorMapper after;
      try {
        after = new OperatorMapper(DeviceLibrary.load(upgrade.id(), List.of(upgrade.assignment())));
      } catch (InputException refused) {
        // An efficiency above 1, or a field that another one replaces.
        continue;
      }
      upgrades++;
      List<Operator> operators = RandomOperators.problems(random.nextLong());
      for (int i = 0; i < OPERATORS; i++) {
        Operator op = operators.get(random.nextInt(operators.size()));
        if (before.map(op, upgrade.processor()) instanceof MappedOperator slow) {
          pairs++;
          assertThat(after.map(op, upgrade.processor()))
              .as("%s with %s", op, upgrade)
              .isInstanceOf(MappedOperator.class);
          MappedOperator fast = (MappedOperator) after.map(op, upgrade.processor());
          OperatorLawsTest.assertSound(op, fast, after.device());
          double ratio = fast.cost().latencySeconds() / slow.cost().latencySeconds();
          if (ratio > 1 + OperatorLawsTest.slack(op)) {
            slower.add("%s: %s takes %.4f times as long".formatted(upgrade, op, ratio));
          }
        }
      }
    }
    assertThat(upgrades).isGreaterThan(PAIRS / OPERATORS / 2);
    assertThat(slower.stream().limit(MOST_SHOWN))
        .as("%d of %d pairs", slower.size(), pairs)
        .isEmpty();
  }

  private static Upgrade upgrade(SplittableRandom random) {
    List<String> ids = DeviceLibrary.ids();
    while (true) {
      String id = ids.get(random.nextInt(ids.size()));
      List<String> processors = DeviceLibrary.load(id, List.of()).processorIds();
      String processor = processors.get(random.nextInt(processors.size()));
      List<TemplateTree.Field> fields =
          TemplateTree.fields(DeviceLibrary.tree(id, List.of())).stream()
              .filter(f -> BETTER.matcher(f.path()).matches())
              .filter(f -> isOf(f.path(), processor))
              .filter(f -> NUMBER.matcher(f.text()).lookingAt())
              .toList();
      if (!fields.isEmpty()) {
        TemplateTree.Field field = fields.get(random.nextInt(fields.size()));
        double factor = random.nextBoolean() ? 1 + random.nextInt(1, 4) : 1 + random.nextDouble();
        return new Upgrade(id, processor, field.path() + "=" + more(field.text(), factor));
      }
    }
  }

  private static boolean isOf(String path, String processor) {
    return path.startsWith("memory.") || path.startsWith("processors." + processor + ".");
  }

  private static String more(String text, double factor) {
    Matcher number = NUMBER.matcher(text);
    number.lookingAt();
    double value = Double.parseDouble(number.group()) * factor;
    boolean isWhole = !number.group().contains(".") && value < 1e15;
    String shown = isWhole ? Long.toString((long) Math.ceil(value)) : Double.toString(value);
    return shown + text.substring(number.end());
  }
}
