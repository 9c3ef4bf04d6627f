package org.socompass.study.serving;

import java.util.ArrayList;
import java.util.List;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.serving.StepTimes;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.Phase;

/**
 * Times of passes at powers of two of sequences, tokens and contexts, and on straight lines between
 * them: between the steps of tiles passes grow linearly in each.
 */
final class StepTable implements StepTimes {
  private final Grid decode;
  private final Grid prefill;

  /**
   * Predicts the passes.
   *
   * @param request with the engine that runs
   * @param mostSequences the most sequences of a step
   * @param chunkTokens the most tokens of a piece of a prompt
   * @param mostContext the most tokens that a query sees
   */
  StepTable(
      InferenceModel model,
      InferenceRequest request,
      long mostSequences,
      long chunkTokens,
      long mostContext) {
    List<Long> contexts = powers(Math.min(64, mostContext), mostContext, 4);
    decode =
        new Grid(
            powers(1, mostSequences, 2),
            contexts,
            (sequences, context) -> ForwardPass.decode(sequences, context),
            model,
            request);
    prefill =
        new Grid(
            powers(1, chunkTokens, 4),
            contexts,
            (tokens, context) ->
                new ForwardPass(Phase.PREFILL, 1, tokens, Math.max(tokens, context), 1),
            model,
            request);
  }

  private static List<Long> powers(long from, long to, long factor) {
    List<Long> values = new ArrayList<>();
    for (long value = from; value < to; value *= factor) {
      values.add(value);
    }
    values.add(to);
    return values;
  }

  @Override
  public double decodeSeconds(long sequences, double context) {
    return decode.at((double) sequences, context);
  }

  @Override
  public double prefillSeconds(long tokens, double context) {
    return prefill.at((double) tokens, context);
  }

  /** A pass of some tokens or sequences at a context. */
  private interface PassOf {
    ForwardPass of(long count, long context);
  }

  /** Times at the corners of a grid. */
  private static final class Grid {
    private final List<Long> counts;
    private final List<Long> contexts;
    private final double[][] seconds;

    Grid(
        List<Long> counts,
        List<Long> contexts,
        PassOf pass,
        InferenceModel model,
        InferenceRequest request) {
      this.counts = counts;
      this.contexts = contexts;
      this.seconds = new double[counts.size()][contexts.size()];
      for (int i = 0; i < counts.size(); i++) {
        for (int j = 0; j < contexts.size(); j++) {
          seconds[i][j] = model.pass(request, pass.of(counts.get(i), contexts.get(j))).seconds();
        }
      }
    }

    double at(double count, double context) {
      int i = cell(counts, count);
      int j = cell(contexts, context);
      double low = between(contexts, j, context, seconds[i]);
      return counts.size() == 1
          ? low
          : line(
              counts.get(i),
              counts.get(i + 1),
              count,
              low,
              between(contexts, j, context, seconds[i + 1]));
    }

    private static int cell(List<Long> values, double value) {
      int i = 0;
      while (i < values.size() - 2 && value > values.get(i + 1)) {
        i++;
      }
      return i;
    }

    private static double between(List<Long> values, int j, double value, double[] row) {
      return values.size() == 1
          ? row[0]
          : line(values.get(j), values.get(j + 1), value, row[j], row[j + 1]);
    }

    /** What lies below or above the grid is as at its edge. */
    private static double line(double x0, double x1, double x, double y0, double y1) {
      double share = Math.min(1, Math.max(0, (x - x0) / (x1 - x0)));
      return y0 + share * (y1 - y0);
    }
  }
}
