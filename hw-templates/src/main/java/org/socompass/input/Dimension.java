package org.socompass.input;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A physical dimension and the units in which a file may write it.
 *
 * <p>Decimal prefixes are powers of ten and binary ones powers of two: GB = 1e9 B, GiB = 2^30 B.
 */
public enum Dimension {
  /** Frequency [Hz]. */
  FREQUENCY("Hz", 1, "kHz", 1e3, "MHz", 1e6, "GHz", 1e9),
  /** Capacity [B]. */
  CAPACITY(
      "B", 1, "KB", 1e3, "MB", 1e6, "GB", 1e9, "TB", 1e12, "KiB", 1024, "MiB", 1 << 20, "GiB",
      1 << 30),
  /** Bandwidth [B/s]. */
  BANDWIDTH("B/s", 1, "MB/s", 1e6, "GB/s", 1e9, "TB/s", 1e12, "GiB/s", 1 << 30),
  /** Bandwidth of an on-chip port [B/cycle]. */
  BYTES_PER_CYCLE("B/cycle", 1),
  /** Time [s]. */
  TIME("s", 1, "ms", 1e-3, "us", 1e-6, "ns", 1e-9),
  /** Time in clock cycles of the processor [cycle]. */
  CYCLES("cycles", 1),
  /** Transfers per second of one pin [1/s]. */
  DATA_RATE("MT/s", 1e6, "GT/s", 1e9),
  /** Operations per second; a multiply-add is two [op/s]. */
  OPERATION_RATE("GOPS", 1e9, "TOPS", 1e12, "GFLOPS", 1e9, "TFLOPS", 1e12),
  /** Width [bit]. */
  BITS("bit", 1),
  /** Area [mm2]. */
  AREA("mm2", 1, "um2", 1e-6),
  /** Power [W]. */
  POWER("W", 1, "mW", 1e-3),
  /** Energy of one operation [J]. */
  ENERGY_PER_OPERATION("pJ/op", 1e-12, "nJ/op", 1e-9),
  /** Energy of one clock cycle [J/cycle]. */
  ENERGY_PER_CYCLE("pJ/cycle", 1e-12, "nJ/cycle", 1e-9),
  /** Energy of one byte moved [J/B]. */
  ENERGY_PER_BYTE("pJ/B", 1e-12, "pJ/bit", 8e-12),
  /** Temperature [degC]. */
  TEMPERATURE("degC", 1),
  /** Thermal resistance [K/W]. */
  THERMAL_RESISTANCE("K/W", 1),
  /** Heat capacity [J/K]. */
  HEAT_CAPACITY("J/K", 1),
  /** Money [USD]. */
  MONEY("USD", 1, "MUSD", 1e6),
  /** Price of memory [USD/GB]. */
  MONEY_PER_GB("USD/GB", 1),
  /** Price of area [USD/mm2]. */
  MONEY_PER_AREA("USD/mm2", 1),
  /** Defect density [1/cm2]. */
  DEFECT_DENSITY("/cm2", 1),
  /** Transistor density [1/mm2]. */
  TRANSISTOR_DENSITY("MTr/mm2", 1e6),
  /** A number of transistors. */
  TRANSISTORS("MTr", 1e6),
  /** Carbon intensity of electricity [g/kWh]. */
  CARBON_INTENSITY("g/kWh", 1),
  /** Area of one memory bit [um2/bit]. */
  AREA_PER_BIT("um2/bit", 1),
  /** A count or a ratio; the key says of what. */
  NUMBER();

  // Possessive throughout, so that no text makes the match go back.
  private static final Pattern QUANTITY =
      Pattern.compile(
          "([+-]?+(?:\\d++(?:\\.\\d*+)?+|\\.\\d++))(?:[eE]([+-]?+\\d++))?+"
              + "(?: ?+([A-Za-z/][\\w/]*+))?+");

  private static final int MOST_PARSED = 4096;

  /** Decimal exponents beyond this are infinity or zero in any unit. */
  private static final int GREATEST_EXPONENT_DIGITS = 4;

  // Filled by the constructor alone; a map keeps the order in which messages list the units.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Map<String, BigDecimal> scaleByUnit = new LinkedHashMap<>();

  /** Texts that were parsed: devices that differ in a field share all others. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  Dimension(Object... unitsAndScales) {
    for (int i = 0; i < unitsAndScales.length; i += 2) {
      scaleByUnit.put((String) unitsAndScales[i], new BigDecimal(unitsAndScales[i + 1].toString()));
    }
  }

  /** Returns the least positive value that physics or arithmetic has any use for, in SI units. */
  private double least() {
    return switch (this) {
      case ENERGY_PER_OPERATION, ENERGY_PER_CYCLE, ENERGY_PER_BYTE -> 1e-27;
      default -> 1e-18;
    };
  }

  /** Returns the greatest value that physics or arithmetic has any use for, in SI units. */
  private double greatest() {
    return switch (this) {
      case CAPACITY,
          BANDWIDTH,
          DATA_RATE,
          OPERATION_RATE,
          TRANSISTOR_DENSITY,
          TRANSISTORS,
          NUMBER ->
          1e18;
      case FREQUENCY, BYTES_PER_CYCLE, CYCLES, BITS, MONEY -> 1e15;
      case ENERGY_PER_OPERATION, ENERGY_PER_CYCLE, ENERGY_PER_BYTE -> 1e6;
      case TIME,
          AREA,
          POWER,
          THERMAL_RESISTANCE,
          HEAT_CAPACITY,
          MONEY_PER_GB,
          MONEY_PER_AREA,
          CARBON_INTENSITY ->
          1e9;
      case AREA_PER_BIT, DEFECT_DENSITY, TEMPERATURE -> 1e6;
    };
  }

  /**
   * Returns what is wrong with the size of a value, if anything: beyond these bounds products of
   * values overflow or vanish, and nothing that is built comes near them.
   *
   * @param value in SI units
   */
  public Optional<String> beyond(double value) {
    double size = Math.abs(value);
    if (size > greatest()) {
      return Optional.of("is too large: at most " + power(greatest()));
    }
    return size < least() && size > 0
        ? Optional.of("is too small: at least " + power(least()) + ", or 0")
        : Optional.empty();
  }

  /** Returns a power of ten in SI units as text with the base unit. */
  private String power(double value) {
    double scale = scaleByUnit.isEmpty() ? 1 : scaleByUnit.values().iterator().next().doubleValue();
    String number = "1e" + Math.round(Math.log10(value / scale));
    return scaleByUnit.isEmpty() ? number : number + " " + baseUnit();
  }

  /** Returns the units that a value of this dimension may be written in, joined by commas. */
  public String units() {
    return String.join(", ", scaleByUnit.keySet());
  }

  /** Returns the SI unit (the one of scale 1, or the first). */
  public String baseUnit() {
    return scaleByUnit.isEmpty() ? "" : scaleByUnit.keySet().iterator().next();
  }

  /** Returns a value in SI units as text with the base unit. */
  public String format(double value) {
    if (scaleByUnit.isEmpty()) {
      return plain(value);
    }
    BigDecimal scale = scaleByUnit.values().iterator().next();
    return plain(value / scale.doubleValue()) + " " + baseUnit();
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /**
   * Returns the value in SI units, or what is wrong with the text.
   *
   * @param text a number, one optional space, and a unit unless this is {@link #NUMBER}
   */
  public Parsed parse(String text) {
    Parsed known = parsed.get(text);
    if (known != null) {
      return known;
    }
    Parsed result = parsedAnew(text);
    if (parsed.size() < MOST_PARSED) {
      parsed.put(text, result);
    }
    return result;
  }

  private Parsed parsedAnew(String text) {
    if (text.length() > Quoted.LONGEST) {
      return Parsed.failed(
          Quoted.of(text) + " is longer than the " + Quoted.LONGEST + " characters of a number");
    }
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return Parsed.failed(Quoted.of(text) + " is not " + expected());
    }
    String unit = matcher.group(3) == null ? "" : matcher.group(3);
    if (scaleByUnit.isEmpty() && !unit.isEmpty()) {
      return Parsed.failed(Quoted.of(text) + " has a unit, but the key is a plain number");
    }
    if (!scaleByUnit.isEmpty() && unit.isEmpty()) {
      return Parsed.failed(Quoted.of(text) + " lacks its unit: " + units());
    }
    BigDecimal scale = scaleByUnit.isEmpty() ? BigDecimal.ONE : scaleByUnit.get(unit);
    if (scale == null) {
      return Parsed.failed(
          Quoted.of(unit) + " is not a unit of " + noun() + "; write one of " + units());
    }
    String exponent = matcher.group(2) == null ? "0" : matcher.group(2);
    double value = value(new BigDecimal(matcher.group(1)), exponent, scale);
    // What underflows is not the 0 that nobody wrote.
    boolean vanished = value == 0 && new BigDecimal(matcher.group(1)).signum() != 0;
    Optional<String> beyond = beyond(vanished ? Double.MIN_VALUE : value);
    return beyond.isEmpty()
        ? new Parsed(value, Optional.empty())
        : Parsed.failed(Quoted.of(text) + " " + beyond.get());
  }

  private static double value(BigDecimal mantissa, String exponent, BigDecimal scale) {
    String digits = exponent.replaceFirst("^[+-]?0*", "");
    if (mantissa.signum() == 0 || digits.isEmpty()) {
      return mantissa.multiply(scale).doubleValue();
    }
    boolean negative = exponent.startsWith("-");
    if (digits.length() > GREATEST_EXPONENT_DIGITS) {
      return negative ? 0 : mantissa.signum() * Double.POSITIVE_INFINITY;
    }
    int power = Integer.parseInt(digits);
    return mantissa.scaleByPowerOfTen(negative ? -power : power).multiply(scale).doubleValue();
  }

  private String expected() {
    return scaleByUnit.isEmpty() ? "a number" : "a number with a unit (" + units() + ")";
  }

  private String noun() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * A parsed quantity.
   *
   * @param value in SI units; NaN if there is an error
   * @param error what is wrong, if anything
   */
  public record Parsed(double value, Optional<String> error) {
    private static Parsed failed(String error) {
      return new Parsed(Double.NaN, Optional.of(error));
    }
  }
}
