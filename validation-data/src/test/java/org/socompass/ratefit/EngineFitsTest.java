package org.socompass.ratefit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.socompass.inference.engine.EngineLibrary;
import org.socompass.inference.rates.EngineRates;
import org.socompass.validation.DatasetReader;

/** Engines that were not measured on a device fall back to kernels of their kind. */
final class EngineFitsTest {
  private static List<RatedRow> rows = List.of();

  @BeforeAll
  static void read() {
    rows =
        RatedRows.of(
            DatasetReader.builtIn().stream()
                .filter(
                    d ->
                        List.of("pocketpal-llamarn", "litert-lm", "executorch-cpu")
                            .contains(d.id()))
                .toList(),
            List.of());
  }

  private static List<RatedRow> without(String device) {
    return rows.stream().filter(r -> !r.device().equals(device)).toList();
  }

  /**
   * Without its phone no row has Q4_0 and Q8_0 products of llama.cpp; LiteRT and ExecuTorch reach
   * 0.38 and 0.28 of the same peak with the same instructions, so it is expected between its prior
   * of 0.15 and them, and near them.
   */
  @Test
  void aConstantThatNoRowTellsIsThatOfItsKind() {
    Map<String, Double> fitted =
        new EngineFits(without("snapdragon-8-elite-gen-5")).of("llama.cpp");

    assertThat(fitted.get("products.q4_0.share")).isBetween(0.25, 0.38);
    assertThat(fitted.get("products.q8_0.share")).isBetween(0.25, 0.38);
  }

  /** With its rows the constant is what they say, whatever its kind. */
  @Test
  void rowsDecideWhereThereAreAny() {
    Map<String, Double> own = new EngineFits(rows).of("llama.cpp");
    List<RatedRow> alone = rows.stream().filter(r -> r.engine().equals("llama.cpp")).toList();

    assertThat(own.get("products.q4_0.share"))
        .isCloseTo(new EngineFits(alone).of("llama.cpp").get("products.q4_0.share"), within(0.02));
  }

  /**
   * Prefill of LiteRT without its phone rests on llama.cpp of another; a kind of one on nothing.
   */
  @Test
  void saysWhatAnEngineRestsOn() {
    var fits = new EngineFits(without("snapdragon-8-gen-3"));

    assertThat(fits.restsOn("litert-lm", "prefill"))
        .containsExactly("llama.cpp on snapdragon-8-elite-gen-5");
    assertThat(fits.restsOn("core-ai-ane", "prefill")).isEmpty();
  }

  /**
   * 0.66 of 16 chips and nothing else: m' = (ln 0.66 / 0.16 + ln 0.15 / 1.44) / (1 / 0.16 + 1 /
   * 1.44).
   */
  @Test
  void whatAnotherLawKnowsCountsAsAMember() {
    double weight = 1 / 0.16 + 1 / 1.44;
    double expected = Math.exp((Math.log(0.66) / 0.16 + Math.log(0.15) / 1.44) / weight);

    assertThat(new EngineFits(List.of()).of("mnn-metal").get("products.default.share"))
        .isCloseTo(expected, within(1e-6));
  }

  /** A kind that one engine alone has tells nobody anything. */
  @Test
  void kindsAreOfConstantsThatExist() {
    for (String id : EngineLibrary.ids()) {
      EngineLibrary.byId(id)
          .rates()
          .map(EngineRates::fit)
          .ifPresent(
              fit ->
                  assertThat(fit.kinds().keySet())
                      .as(id)
                      .allSatisfy(
                          name ->
                              assertThat(
                                      org.socompass.inference.rates.RateConstants.names(
                                          EngineLibrary.byId(id).rates().orElseThrow()))
                                  .contains(name)));
    }
  }
}
