package org.socompass.cost.draws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.special.Erf;
import org.socompass.cost.constants.Sourced;

/**
 * An experiment: which value each uncertain constant takes in each draw. Models ask it for their
 * constants.
 *
 * <pre>{@code
 * nominal       no draws: every constant at its value
 * monteCarlo    n draws: every constant over its whole distribution, all at once
 * oneAtATime    2 draws a stream: its constants at their p10 and p90, all others at their value
 * }</pre>
 *
 * <p>The draws of a constant depend on the seed and its stream alone, not on what else is drawn, on
 * the order of requests or on threads. They are stratified (Latin hypercube): each of the n equal
 * slices of the distribution is hit once, so that percentiles of a few hundred draws are steady.
 *
 * <p><b>Source.</b> McKay, Beckman and Conover, Technometrics 21 (1979).
 */
public abstract class Draws {
  /** Every constant at its value. */
  public static final Draws NOMINAL =
      new Draws(0) {
        @Override
        double[] draw(Sourced constant) {
          return new double[0];
        }
      };

  private static final int MOST_KNOWN = 4096;

  private final int size;
  private final Map<Sourced, Uncertain> known = new ConcurrentHashMap<>();

  private Draws(int size) {
    this.size = size;
  }

  /**
   * Returns an experiment with all constants drawn at once.
   *
   * @param samples draws, at least 2
   * @param seed seed
   * @throws IllegalArgumentException if there are fewer than 2 draws
   */
  public static Draws monteCarlo(int samples, long seed) {
    if (samples < 2) {
      throw new IllegalArgumentException("samples must be at least 2, but is " + samples);
    }
    return new MonteCarlo(samples, seed);
  }

  /** Returns an experiment that moves the constants of one stream at a time. */
  public static Draws oneAtATime(List<String> streams) {
    return new OneAtATime(streams);
  }

  /** Returns the draws of the experiment; 0 if every constant is at its value. */
  public int size() {
    return size;
  }

  /** Returns a constant with its draws. */
  public Uncertain of(Sourced constant) {
    if (size == 0 || constant.spread().isEmpty()) {
      return Uncertain.of(constant.value());
    }
    Uncertain found = known.get(constant);
    if (found == null) {
      found = Uncertain.of(constant.value(), draw(constant));
      // Sweeps may move a constant through any number of values.
      if (known.size() < MOST_KNOWN) {
        known.put(constant, found);
      }
    }
    return found;
  }

  /**
   * Returns a factor around 1 whose logarithm is normal; 1 if this experiment does not draw it.
   *
   * @param stream factors of the same stream are right or wrong together: they share their draws
   * @param sigma standard deviation of its logarithm, not negative
   */
  public Uncertain logNormal(String stream, double sigma) {
    return Uncertain.of(1);
  }

  abstract double[] draw(Sourced constant);

  private static final class MonteCarlo extends Draws {
    private static final int LOW_BITS = 32;
    private static final int MOST_FACTORS = 64;

    private final int samples;
    private final long seed;
    private final Map<String, double[]> probabilities = new ConcurrentHashMap<>();
    private final Map<String, double[]> deviates = new ConcurrentHashMap<>();
    private final Recent<Factor, Uncertain> factors = new Recent<>(MOST_FACTORS);

    /** What a factor around 1 depends on. */
    private record Factor(String stream, double sigma) {}

    MonteCarlo(int samples, long seed) {
      super(samples);
      this.samples = samples;
      this.seed = seed;
    }

    @Override
    double[] draw(Sourced constant) {
      double[] u = probabilities.computeIfAbsent(constant.stream(), this::stratified);
      double[] result = new double[samples];
      for (int i = 0; i < samples; i++) {
        result[i] = constant.quantile(u[i]);
      }
      return result;
    }

    @Override
    public Uncertain logNormal(String stream, double sigma) {
      if (sigma == 0) {
        return Uncertain.of(1);
      }
      return factors.of(
          new Factor(stream, sigma),
          () -> Uncertain.later(1, samples, () -> Uncertain.of(1, exponentials(stream, sigma))));
    }

    private double[] exponentials(String stream, double sigma) {
      double[] z = deviates.computeIfAbsent(stream, this::normal);
      double[] result = new double[samples];
      for (int i = 0; i < samples; i++) {
        result[i] = StrictMath.exp(sigma * z[i]);
      }
      return result;
    }

    private double[] normal(String stream) {
      double[] z = stratified(stream);
      for (int i = 0; i < samples; i++) {
        z[i] = Math.sqrt(2) * Erf.erfInv(2 * z[i] - 1);
      }
      return z;
    }

    private double[] stratified(String stream) {
      RandomGenerator random =
          new Well19937c(new int[] {(int) (seed >>> LOW_BITS), (int) seed, stream.hashCode()});
      double[] u = new double[samples];
      for (int i = 0; i < samples; i++) {
        u[i] = (i + random.nextDouble()) / samples;
      }
      for (int i = samples - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double swapped = u[i];
        u[i] = u[j];
        u[j] = swapped;
      }
      return u;
    }
  }

  private static final class OneAtATime extends Draws {
    private static final double LOW = 0.1;

    private final List<String> streams;

    OneAtATime(List<String> streams) {
      super(2 * streams.size());
      this.streams = List.copyOf(streams);
    }

    @Override
    double[] draw(Sourced constant) {
      double[] result = new double[size()];
      java.util.Arrays.fill(result, constant.value());
      int index = streams.indexOf(constant.stream());
      if (index >= 0) {
        result[2 * index] = constant.quantile(LOW);
        result[2 * index + 1] = constant.quantile(1 - LOW);
      }
      return result;
    }
  }

  /** An experiment without draws that remembers which uncertain constants were asked for. */
  public static final class Recorder extends Draws {
    private final Map<String, List<Sourced>> byStream =
        Collections.synchronizedMap(new LinkedHashMap<>());

    public Recorder() {
      super(0);
    }

    @Override
    public Uncertain of(Sourced constant) {
      if (constant.spread().isPresent()) {
        List<Sourced> same = byStream.computeIfAbsent(constant.stream(), s -> new ArrayList<>());
        if (!same.contains(constant)) {
          same.add(constant);
        }
      }
      return super.of(constant);
    }

    @Override
    double[] draw(Sourced constant) {
      return new double[0];
    }

    /** Returns the constants by stream, in the order of the requests. */
    public Map<String, List<Sourced>> byStream() {
      return byStream;
    }
  }
}
