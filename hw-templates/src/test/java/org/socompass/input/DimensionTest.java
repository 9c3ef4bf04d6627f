package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every unit by its definition, and what a quantity must not look like. */
final class DimensionTest {
  @ParameterizedTest(name = "3 {1} = {2}")
  @CsvSource({
    "FREQUENCY, Hz, 3",
    "FREQUENCY, kHz, 3e3",
    "FREQUENCY, MHz, 3e6",
    "FREQUENCY, GHz, 3e9",
    "CAPACITY, B, 3",
    "CAPACITY, KB, 3e3",
    "CAPACITY, MB, 3e6",
    "CAPACITY, GB, 3e9",
    "CAPACITY, TB, 3e12",
    "CAPACITY, KiB, 3072",
    "CAPACITY, MiB, 3145728",
    "CAPACITY, GiB, 3221225472",
    "BANDWIDTH, B/s, 3",
    "BANDWIDTH, MB/s, 3e6",
    "BANDWIDTH, GB/s, 3e9",
    "BANDWIDTH, TB/s, 3e12",
    "BANDWIDTH, GiB/s, 3221225472",
    "BYTES_PER_CYCLE, B/cycle, 3",
    "TIME, s, 3",
    "TIME, ms, 3e-3",
    "TIME, us, 3e-6",
    "TIME, ns, 3e-9",
    "CYCLES, cycles, 3",
    "DATA_RATE, MT/s, 3e6",
    "DATA_RATE, GT/s, 3e9",
    "OPERATION_RATE, GOPS, 3e9",
    "OPERATION_RATE, TOPS, 3e12",
    "OPERATION_RATE, GFLOPS, 3e9",
    "OPERATION_RATE, TFLOPS, 3e12",
    "BITS, bit, 3",
    "AREA, mm2, 3",
    "AREA, um2, 3e-6",
    "POWER, W, 3",
    "POWER, mW, 3e-3",
    "ENERGY_PER_OPERATION, pJ/op, 3e-12",
    "ENERGY_PER_OPERATION, nJ/op, 3e-9",
    "ENERGY_PER_CYCLE, pJ/cycle, 3e-12",
    "ENERGY_PER_CYCLE, nJ/cycle, 3e-9",
    "ENERGY_PER_BYTE, pJ/B, 3e-12",
    "ENERGY_PER_BYTE, pJ/bit, 24e-12",
    "TEMPERATURE, degC, 3",
    "THERMAL_RESISTANCE, K/W, 3",
    "HEAT_CAPACITY, J/K, 3",
    "MONEY, USD, 3",
    "MONEY, MUSD, 3e6",
    "MONEY_PER_GB, USD/GB, 3",
    "MONEY_PER_AREA, USD/mm2, 3",
    "DEFECT_DENSITY, /cm2, 3",
    "TRANSISTOR_DENSITY, MTr/mm2, 3e6",
    "TRANSISTORS, MTr, 3e6",
    "CARBON_INTENSITY, g/kWh, 3",
    "AREA_PER_BIT, um2/bit, 3",
  })
  void readsAUnitByItsDefinition(Dimension dimension, String unit, double expected) {
    assertThat(dimension.parse("3 " + unit).value()).isEqualTo(expected);
    assertThat(dimension.parse("3" + unit).value()).isEqualTo(expected);
  }

  /** A unit added to the enumeration without a line above would go untested. */
  @Test
  void theTableAboveHasEveryUnit() {
    long units =
        Stream.of(Dimension.values())
            .filter(d -> d != Dimension.NUMBER)
            .mapToLong(d -> d.units().split(", ", -1).length)
            .sum();

    assertThat(units).isEqualTo(52);
  }

  private record Quantity(Dimension dimension, String unit, double number) {}

  @ParameterizedTest
  @MethodSource("randomQuantities")
  void readsWhatWasWritten(Quantity q) {
    double one = q.dimension().parse("1 " + q.unit()).value();

    double parsed = q.dimension().parse(q.number() + " " + q.unit()).value();

    // The scale is applied in decimal, so the only rounding is the last one.
    assertThat(parsed / one).isCloseTo(q.number(), offset(q.number() * 1e-15));
  }

  static Stream<Quantity> randomQuantities() {
    var random = new SplittableRandom(42);
    return Stream.of(Dimension.values())
        .filter(d -> d != Dimension.NUMBER)
        .flatMap(d -> Stream.of(d.units().split(", ", -1)).map(u -> new Quantity(d, u, 0)))
        .flatMap(
            q ->
                Stream.generate(
                        () ->
                            new Quantity(
                                q.dimension(),
                                q.unit(),
                                random.nextDouble() * Math.pow(10, random.nextInt(-6, 7))))
                    .limit(10));
  }

  @ParameterizedTest
  @CsvSource({"42, 42", "+1, 1", "-1.5, -1.5", ".5, 0.5", "2., 2", "1e3, 1000", "25E-1, 2.5"})
  void readsTheSpellingsOfANumber(String text, double expected) {
    var parsed = Dimension.NUMBER.parse(text);

    assertThat(parsed.error()).isEmpty();
    assertThat(parsed.value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", ".nan", "inf", ".inf", "-Infinity", "1,5", "1_000", "--1"})
  void rejectsWhatIsNoFiniteDecimalNumber(String text) {
    var parsed = Dimension.NUMBER.parse(text);

    assertThat(parsed.error()).contains("'" + text + "' is not a number");
    assertThat(parsed.value()).isNaN();
  }

  @Test
  void namesTheUnitsWhenOneIsMissing() {
    assertThat(Dimension.FREQUENCY.parse("1.4").error())
        .contains("'1.4' lacks its unit: Hz, kHz, MHz, GHz");
  }

  @Test
  void namesTheUnitsWhenOneIsWrong() {
    assertThat(Dimension.BYTES_PER_CYCLE.parse("128 GB/s").error())
        .contains("'GB/s' is not a unit of bytes per cycle; write one of B/cycle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 ghz", "1 GHZ", "1 Ghz"})
  void mindsTheCaseOfAUnit(String text) {
    assertThat(Dimension.FREQUENCY.parse(text).error().orElseThrow())
        .endsWith("is not a unit of frequency; write one of Hz, kHz, MHz, GHz");
  }

  @Test
  void rejectsAUnitOnAPlainNumber() {
    assertThat(Dimension.NUMBER.parse("4 cores").error())
        .contains("'4 cores' has a unit, but the key is a plain number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1  GHz", "1\tGHz", "1 GHz 2", "GHz", "", " ", "1 GHz\n", "1 GHz!"})
  void rejectsWhatIsNoQuantity(String text) {
    String shown = text.replace("\t", "\\t").replace("\n", "\\n");
    assertThat(Dimension.FREQUENCY.parse(text).error())
        .contains("'" + shown + "' is not a number with a unit (Hz, kHz, MHz, GHz)");
  }

  @Test
  void rejectsAValueThatOverflows() {
    assertThat(Dimension.CAPACITY.parse("1e300 TB").error())
        .contains("'1e300 TB' is too large: at most 1e18 B");
    assertThat(Dimension.FREQUENCY.parse("1e999999999 GHz").error())
        .contains("'1e999999999 GHz' is too large: at most 1e15 Hz");
  }

  /** Beyond its bounds no quantity is built, and products of them would overflow or vanish. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "NUMBER | 1e308 | '1e308' is too large: at most 1e18",
        "NUMBER | 1e-308 | '1e-308' is too small: at least 1e-18, or 0",
        "NUMBER | 1e-99999999999 | '1e-99999999999' is too small: at least 1e-18, or 0",
        "TIME | 1e308 us | '1e308 us' is too large: at most 1e9 s",
        "TIME | 1e-308 us | '1e-308 us' is too small: at least 1e-18 s, or 0",
        "MONEY_PER_GB | 1e10 USD/GB | '1e10 USD/GB' is too large: at most 1e9 USD/GB",
        "ENERGY_PER_BYTE | 1e20 pJ/B | '1e20 pJ/B' is too large: at most 1e18 pJ/B"
      })
  void rejectsWhatPhysicsDoesNotHave(Dimension dimension, String text, String error) {
    assertThat(dimension.parse(text).error()).contains(error);
  }

  /** Every dimension has bounds, on both sides, and takes 0. */
  @ParameterizedTest
  @EnumSource(Dimension.class)
  void everyDimensionIsBounded(Dimension dimension) {
    String unit = dimension.units().isEmpty() ? "" : " " + dimension.baseUnit();

    assertThat(dimension.parse("1e100" + unit).error().orElseThrow()).contains("is too large");
    assertThat(dimension.parse("1e-100" + unit).error().orElseThrow()).contains("is too small");
    assertThat(dimension.parse("0" + unit).value()).isZero();
    assertThat(dimension.parse("1" + unit).error()).isEmpty();
  }

  /** Beyond the exponents that a BigDecimal can hold. */
  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1e2147483647", "1e+0099999"})
  void rejectsAnExponentWithoutMeasure(String number) {
    assertThat(Dimension.FREQUENCY.parse(number + " GHz").error())
        .contains("'" + number + " GHz' is too large: at most 1e15 Hz");
  }

  @ParameterizedTest
  @CsvSource({
    "0e99999999999, 0",
    "1e0000000000003, 1000",
    "1e-0000000000003, 0.001",
    "1e+18, 1e18"
  })
  void takesAnExponentHoweverWritten(String text, double expected) {
    assertThat(Dimension.NUMBER.parse(text).value()).isEqualTo(expected);
  }

  @Test
  void rejectsAnEndlessNumberAtOnce() {
    assertThat(Dimension.FREQUENCY.parse("1".repeat(1_000_000) + "!").error())
        .contains("'" + "1".repeat(64) + "...' is longer than the 64 characters of a number");
    assertThat(Dimension.NUMBER.parse("1".repeat(63) + "!").error())
        .contains("'" + "1".repeat(63) + "!' is not a number");
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER, 3, 3",
    "NUMBER, 0.5, 0.5",
    "CAPACITY, 2147483647, 2147483647 B",
    "DATA_RATE, 6.4e9, 6400 MT/s"
  })
  void formatsInTheBaseUnit(Dimension dimension, double value, String expected) {
    assertThat(dimension.format(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Dimension.class)
  void theBaseUnitHasScaleOneOrIsTheSmallest(Dimension dimension) {
    if (dimension == Dimension.NUMBER) {
      assertThat(dimension.baseUnit()).isEmpty();
      assertThat(dimension.units()).isEmpty();
    } else {
      assertThat(dimension.units()).startsWith(dimension.baseUnit());
      assertThat(dimension.parse("1 " + dimension.baseUnit()).value()).isPositive();
    }
  }
}
