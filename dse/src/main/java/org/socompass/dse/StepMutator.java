package org.socompass.dse;

import io.jenetics.Chromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Mutator;
import io.jenetics.MutatorResult;
import io.jenetics.util.ISeq;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Moves a gene to a neighbouring level of its parameter, inwards at the ends. */
final class StepMutator<C extends Comparable<? super C>> extends Mutator<DoubleGene, C> {
  private final List<Integer> levels;

  /**
   * Creates the mutator.
   *
   * @param levels number of levels of each gene
   * @param probability of each gene to move
   */
  StepMutator(List<Integer> levels, double probability) {
    super(probability);
    this.levels = List.copyOf(levels);
  }

  @Override
  protected MutatorResult<Chromosome<DoubleGene>> mutate(
      Chromosome<DoubleGene> chromosome, double probability, RandomGenerator random) {
    List<DoubleGene> genes = new ArrayList<>();
    int moved = 0;
    for (int i = 0; i < chromosome.length(); i++) {
      DoubleGene gene = chromosome.get(i);
      if (random.nextDouble() < probability) {
        double step = 1.0 / levels.get(i);
        double to = gene.allele() + (random.nextBoolean() ? step : -step);
        double inside = to < 0 ? gene.allele() + step : to >= 1 ? gene.allele() - step : to;
        gene = gene.newInstance(Math.max(0, Math.min(inside, Math.nextDown(1.0))));
        moved++;
      }
      genes.add(gene);
    }
    return new MutatorResult<>(chromosome.newInstance(ISeq.of(genes)), moved);
  }
}
