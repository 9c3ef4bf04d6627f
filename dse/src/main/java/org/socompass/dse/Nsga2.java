package org.socompass.dse;

import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Mutator;
import io.jenetics.Phenotype;
import io.jenetics.UniformCrossover;
import io.jenetics.engine.Engine;
import io.jenetics.engine.EvolutionStream;
import io.jenetics.ext.moea.NSGA2Selector;
import io.jenetics.util.Factory;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Constraint;
import org.socompass.dse.spec.Design;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;

/**
 * NSGA-II over the levels of the parameters: one gene each.
 *
 * <p>A design that was proposed before is not evaluated again and counts once. A design beyond a
 * constraint is worse than any within, and of two beyond the one that is beyond by less is better;
 * one that is no device is worst. All random numbers come from one stream on one thread, so that
 * the same seed proposes the same designs whatever evaluates them.
 *
 * <p><b>Source.</b> Deb, Pratap, Agarwal and Meyarivan, IEEE Trans. Evol. Comput. 6, 2002;
 * Jenetics.
 */
final class Nsga2 {
  private static final double CROSSOVER = 0.5;
  private static final double SWAP = 0.5;
  private static final int MOST_BARREN_GENERATIONS = 50;

  private final SweepSpec spec;
  private final Columns columns;
  private final ParetoFront costs;
  private final Map<Design, Fitness> known = new LinkedHashMap<>();
  private int barren;
  private boolean isEnded;

  /** Evaluates designs. */
  interface Evaluation {
    /**
     * Returns the rows of designs, or fewer to end the search.
     *
     * @param first number of the first
     */
    List<Row> rows(long first, List<Design> designs);
  }

  Nsga2(SweepSpec spec, Columns columns) {
    this.spec = spec;
    this.columns = columns;
    this.costs = new ParetoFront(spec.objectives(), columns);
  }

  /** Returns the design that a search proposes first. */
  static Design first(SweepSpec spec) {
    List<Design> first = new ArrayList<>();
    new Nsga2(spec, Columns.of(spec))
        .run(
            (from, designs) -> {
              first.addAll(designs);
              return List.of();
            });
    return first.get(0);
  }

  /** Runs until the budget is spent, the evaluation ends it, or nothing new is proposed. */
  void run(Evaluation evaluation) {
    int population = spec.search().population();
    double mutation = 1.0 / spec.parameters().size();
    List<Integer> levels = spec.parameters().stream().map(p -> p.levels().size()).toList();
    Engine<DoubleGene, Fitness> engine =
        new Engine.Builder<DoubleGene, Fitness>(
                designs -> evaluated(designs, evaluation), genotypes())
            .executor(Runnable::run)
            .maximizing()
            .populationSize(population)
            .offspringFraction(0.5)
            .selector(
                new NSGA2Selector<>(
                    Fitness::dominance,
                    Fitness::compare,
                    Fitness::distance,
                    fitness -> fitness.gains().size()))
            .alterers(
                new UniformCrossover<>(CROSSOVER, SWAP),
                new Mutator<>(mutation / 4),
                new StepMutator<>(levels, mutation))
            .build();
    RandomRegistry.using(
        new Random(spec.search().seed()),
        random -> {
          EvolutionStream<DoubleGene, Fitness> stream = engine.stream();
          stream.takeWhile(generation -> !isEnded).forEach(generation -> {});
        });
  }

  private Factory<Genotype<DoubleGene>> genotypes() {
    return Genotype.of(DoubleChromosome.of(0, 1, spec.parameters().size()));
  }

  private ISeq<Phenotype<DoubleGene, Fitness>> evaluated(
      Seq<Phenotype<DoubleGene, Fitness>> proposed, Evaluation evaluation) {
    Set<Design> fresh = new LinkedHashSet<>();
    for (Phenotype<DoubleGene, Fitness> p : proposed) {
      Design design = design(p);
      if (!known.containsKey(design)
          && known.size() + fresh.size() < spec.search().samples()
          && !isEnded) {
        fresh.add(design);
      }
    }
    List<Design> designs = List.copyOf(fresh);
    List<Row> rows = designs.isEmpty() ? List.of() : evaluation.rows(known.size(), designs);
    for (int i = 0; i < rows.size(); i++) {
      known.put(designs.get(i), fitness(rows.get(i)));
    }
    barren = designs.isEmpty() ? barren + 1 : 0;
    isEnded |=
        rows.size() < designs.size()
            || known.size() >= spec.search().samples()
            || barren >= MOST_BARREN_GENERATIONS;
    return proposed.map(p -> p.withFitness(known.getOrDefault(design(p), worst()))).asISeq();
  }

  /** A gene in [0, 1) is as far along the levels of its parameter. */
  private Design design(Phenotype<DoubleGene, Fitness> phenotype) {
    List<Integer> levels = new ArrayList<>();
    for (int p = 0; p < spec.parameters().size(); p++) {
      int count = spec.parameters().get(p).levels().size();
      double along = phenotype.genotype().chromosome().get(p).allele();
      levels.add(Math.min(count - 1, (int) (count * along)));
    }
    return new Design(levels);
  }

  private Fitness worst() {
    return new Fitness(Double.MAX_VALUE, spec.objectives().stream().map(objective -> 0.0).toList());
  }

  private Fitness fitness(Row row) {
    if (row.status() != Status.OK && row.status() != Status.INFEASIBLE) {
      return worst();
    }
    double violation = 0;
    for (Constraint c : spec.constraints()) {
      violation += c.violation(row.number(columns.index(c.column())));
    }
    List<Double> gains = new ArrayList<>();
    for (double cost : costs.costs(row)) {
      gains.add(-cost);
    }
    return new Fitness(violation, gains);
  }

  /**
   * How good a design is.
   *
   * @param violation how far it is beyond the constraints; 0 within
   * @param gains objectives so that more is better
   */
  record Fitness(double violation, List<Double> gains) implements Comparable<Fitness> {
    Fitness {
      gains = List.copyOf(gains);
    }

    /** Returns 1 if the first dominates, -1 if the second does, and else 0. */
    static int dominance(Fitness a, Fitness b) {
      if (a.violation != b.violation) {
        return a.violation < b.violation ? 1 : -1;
      }
      boolean isBetter = false;
      boolean isWorse = false;
      for (int i = 0; i < a.gains.size(); i++) {
        isBetter |= a.gains.get(i) > b.gains.get(i);
        isWorse |= a.gains.get(i) < b.gains.get(i);
      }
      return isBetter == isWorse ? 0 : isBetter ? 1 : -1;
    }

    static int compare(Fitness a, Fitness b, int objective) {
      return Double.compare(a.gains.get(objective), b.gains.get(objective));
    }

    static double distance(Fitness a, Fitness b, int objective) {
      return a.gains.get(objective) - b.gains.get(objective);
    }

    @Override
    public int compareTo(Fitness other) {
      return dominance(this, other);
    }
  }
}
