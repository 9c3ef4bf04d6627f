package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.hardware.template.TemplateTree;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;

/**
 * More of one thing that a processor or its memory has does not make an inference slower. Exact for
 * one processor and for products that are cut between two. More than the usual number by {@code
 * -Dlaws.times=20}, another stream by {@code -Dlaws.seed=N}.
 */
final class UpgradeLawsTest {
  private static final Pattern QUANTITY = Pattern.compile("([0-9.]+)(.*)");
  private static final int TIMES = Integer.getInteger("laws.times", 1);
  private static final long SEED = Long.getLong("laws.seed", 12);
  private static final List<String> DEVICES =
      List.of("snapdragon-8-gen-3", "exynos-2400", "tensor-g5", "cix-p1");
  private static final List<String> MODELS = List.of("llama-3.2-1b", "qwen1.5-1.8b", "gemma-2b");
  private static final List<Long> PROMPTS = List.of(8L, 32L, 64L, 135L, 256L, 525L);
  private static final List<Double> FACTORS = List.of(1.1, 1.25, 1.5, 2.0, 4.0);
  private static final List<String> MORE_IS_BETTER =
      List.of(
          "clock",
          "cores",
          "lanes",
          "rows",
          "columns",
          "registers",
          "capacity",
          "bandwidth",
          "bandwidth_cap",
          "data_rate");

  private final OperatorCache cache = new OperatorCache();
  private final Map<String, InferenceModel> plain = new LinkedHashMap<>();

  private InferenceModel model(String device, List<String> overrides) {
    return InferenceModel.withoutTimelines(new DeviceSource(device, overrides), cache);
  }

  /**
   * Seeded upgrades of one field.
   *
   * @param worst the most by which one may be slower
   * @param often upgrades that may be slower by more than a thousandth
   */
  @ParameterizedTest
  @CsvSource({
    "gpu-only, 60, 0, 0",
    "layer, 50, 0.001, 0",
    "tensor, 100, 0, 0",
    "auto, 30, 0.001, 0"
  })
  void moreOfOneThingIsNotSlower(String engine, int upgrades, double worst, int often) {
    var random = new Random(SEED);
    int slower = 0;
    for (int i = 0; i < upgrades * TIMES; i++) {
      String device = DEVICES.get(random.nextInt(DEVICES.size()));
      var before = plain.computeIfAbsent(device, d -> model(d, List.of()));
      String change = upgrade(device, random);
      LanguageModel language = ModelLibrary.byId(MODELS.get(random.nextInt(MODELS.size())));
      Quantization quantization = random.nextBoolean() ? Quantization.W4A16 : Quantization.W8A8;
      long prompt = PROMPTS.get(random.nextInt(PROMPTS.size()));
      var request = new InferenceRequest(language, quantization, prompt, 4, 1, engine, List.of());
      double old = before.run(request).endToEndSeconds();
      double upgraded = model(device, List.of(change)).run(request).endToEndSeconds();

      assertThat(upgraded)
          .as("%s with %s, %s, %d tokens", device, change, language.id(), prompt)
          .isLessThanOrEqualTo(old * (1 + worst + 1e-9));
      slower += upgraded > old * 1.001 ? 1 : 0;
    }
    assertThat(slower).isLessThanOrEqualTo(often);
  }

  private static String upgrade(String device, Random random) {
    var fields =
        TemplateTree.fields(new DeviceSource(device, List.of()).template().tree(List.of())).stream()
            .filter(f -> isBetterWithMore(f.path()))
            .toList();
    TemplateTree.Field field = fields.get(random.nextInt(fields.size()));
    Matcher quantity = QUANTITY.matcher(field.text());
    assertThat(quantity.matches()).as(field.text()).isTrue();
    double value =
        Double.parseDouble(quantity.group(1)) * FACTORS.get(random.nextInt(FACTORS.size()));
    boolean isCount = quantity.group(2).isEmpty() || field.path().endsWith("capacity");
    return field.path()
        + "="
        + (isCount
            ? String.valueOf((long) Math.ceil(value))
            : String.format(Locale.ROOT, "%.6g", value))
        + quantity.group(2);
  }

  private static boolean isBetterWithMore(String path) {
    boolean isOfDevice = path.startsWith("processors.") || path.startsWith("memory.data_rate");
    boolean isOther =
        path.contains(".energy.") || path.contains(".dvfs.") || path.contains(".kernels.");
    return isOfDevice
        && !isOther
        && MORE_IS_BETTER.contains(path.substring(path.lastIndexOf('.') + 1));
  }
}
