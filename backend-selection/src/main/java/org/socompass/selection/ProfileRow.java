package org.socompass.selection;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.socompass.input.Dimension;
import org.socompass.input.Quoted;

/**
 * How long the stages of one point take on each backend, predicted or measured. Times are kept to
 * seven digits, so that they survive being written.
 *
 * @param point the point
 * @param qkvGpuMicros QKV projection on the GPU [us]
 * @param qkvNpuMicros QKV projection on the NPU [us]
 * @param coreGpuMicros attention core on the GPU [us]
 * @param coreNpuMicros attention core on the NPU [us]
 * @param transferMicros change of the backend between the stages [us]
 */
public record ProfileRow(
    AttentionPoint point,
    double qkvGpuMicros,
    double qkvNpuMicros,
    double coreGpuMicros,
    double coreNpuMicros,
    double transferMicros) {
  /** Columns of a profile. */
  public static final List<String> COLUMNS =
      List.of(
          "n",
          "d",
          "precision",
          "phase",
          "qkv_gpu_us",
          "qkv_npu_us",
          "core_gpu_us",
          "core_npu_us",
          "transfer_us");

  private static final MathContext DIGITS = new MathContext(7);
  private static final Pattern NUMBER =
      Pattern.compile("\\+?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d{1,3})?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");

  /** A field of a row that is not valid. */
  public static final class FieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String column;

    FieldException(String column, String message) {
      super(message);
      this.column = column;
    }

    /** Returns the column. */
    public String column() {
      return column;
    }
  }

  /**
   * Rounds and validates the times.
   *
   * @throws IllegalArgumentException if a time is not positive (a transfer: negative)
   */
  public ProfileRow {
    qkvGpuMicros = positive("qkv_gpu_us", qkvGpuMicros);
    qkvNpuMicros = positive("qkv_npu_us", qkvNpuMicros);
    coreGpuMicros = positive("core_gpu_us", coreGpuMicros);
    coreNpuMicros = positive("core_npu_us", coreNpuMicros);
    if (!(transferMicros >= 0) || Double.isInfinite(transferMicros)) {
      throw new FieldException("transfer_us", "must not be negative, but is " + transferMicros);
    }
    transferMicros = rounded(transferMicros);
  }

  private static double positive(String column, double value) {
    double rounded = Double.isFinite(value) ? rounded(value) : value;
    if (!(rounded > 0) || Double.isInfinite(rounded)) {
      throw new FieldException(column, "must be positive, but is " + value);
    }
    return rounded;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }

  /** Returns the time of a stage on a backend [us]. */
  public double micros(Stage stage, Backend backend) {
    boolean gpu = backend == Backend.GPU;
    return switch (stage) {
      case QKV_PROJECTION -> gpu ? qkvGpuMicros : qkvNpuMicros;
      case ATTENTION_CORE -> gpu ? coreGpuMicros : coreNpuMicros;
    };
  }

  /** Returns the time of both stages, one after the other, with the transfer between them [us]. */
  public double micros(Pair pair) {
    return micros(Stage.QKV_PROJECTION, pair.qkv())
        + micros(Stage.ATTENTION_CORE, pair.core())
        + (pair.transfers() ? transferMicros : 0);
  }

  /** Returns the fastest pair, found by trying all. */
  public Pair oracle() {
    return Pair.ALL.stream().min(Comparator.comparingDouble(this::micros)).orElseThrow();
  }

  /** Returns the backend of the core that is fastest if the projection runs on a given one. */
  public Backend coreBehind(Backend projection) {
    return Pair.ALL.stream()
        .filter(pair -> pair.qkv() == projection)
        .min(Comparator.comparingDouble(this::micros))
        .orElseThrow()
        .core();
  }

  /** Returns how much longer a pair takes than the fastest, as a share of that. */
  public double regret(Pair pair) {
    return micros(pair) / micros(oracle()) - 1;
  }

  /** Returns how much faster a pair is than one backend alone. */
  public double speedup(Pair pair, Backend alone) {
    return micros(Pair.alone(alone)) / micros(pair);
  }

  /** Returns the fields in the order of the columns. */
  public List<Object> cells() {
    return List.of(
        point.n(),
        point.d(),
        point.precision().id(),
        point.phase().id(),
        qkvGpuMicros,
        qkvNpuMicros,
        coreGpuMicros,
        coreNpuMicros,
        transferMicros);
  }

  /**
   * Returns the row that text states.
   *
   * @param fields text by column; all of {@link #COLUMNS} are there
   * @throws FieldException if a field is not valid
   */
  public static ProfileRow of(Map<String, String> fields) {
    var point =
        new AttentionPoint(
            whole(fields, "n", AttentionPoint.GREATEST_N),
            whole(fields, "d", AttentionPoint.GREATEST_D),
            named(fields, "precision", Precision::of),
            named(fields, "phase", AttentionPoint::phase));
    return new ProfileRow(
        point,
        number(fields, "qkv_gpu_us"),
        number(fields, "qkv_npu_us"),
        number(fields, "core_gpu_us"),
        number(fields, "core_npu_us"),
        number(fields, "transfer_us"));
  }

  private static String text(Map<String, String> fields, String column) {
    String text = fields.getOrDefault(column, "");
    if (text.isEmpty()) {
      throw new FieldException(column, "is empty");
    }
    return text;
  }

  private static long whole(Map<String, String> fields, String column, long greatest) {
    String text = text(fields, column);
    if (!WHOLE.matcher(text).matches()) {
      throw new FieldException(column, Quoted.of(text) + " is not a whole number");
    }
    long value = Long.parseLong(text);
    if (value < 1 || value > greatest) {
      throw new FieldException(column, "must be in [1, " + greatest + "], but is " + text);
    }
    return value;
  }

  private static double number(Map<String, String> fields, String column) {
    String text = text(fields, column);
    if (text.startsWith("-")) {
      throw new FieldException(column, "must not be negative, but is " + Quoted.shown(text));
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new FieldException(column, Quoted.of(text) + " is not a number");
    }
    double value = Double.parseDouble(text);
    Optional<String> beyond = Dimension.NUMBER.beyond(value);
    if (beyond.isPresent()) {
      throw new FieldException(column, Quoted.of(text) + " " + beyond.get());
    }
    return value;
  }

  private static <T> T named(
      Map<String, String> fields, String column, java.util.function.Function<String, T> reader) {
    try {
      return reader.apply(text(fields, column));
    } catch (FieldException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FieldException(column, String.valueOf(e.getMessage()));
    }
  }
}
