package org.socompass.selection;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The two classifiers, on Tribuo; nothing else knows that library. */
final class TribuoClassifiers {
  private static final int DEEPEST_TREE = 24;
  private static final float LEAST_LEAF_WEIGHT = 1;
  private static final float LEAST_IMPURITY_DECREASE = 0;

  /** Share of the features that a split looks at; the customary square root would be 0.32. */
  private static final float FEATURES_OF_A_SPLIT = 0.5f;

  private static final String[] NAMES = Features.NAMES.toArray(String[]::new);

  /** Held, as a level is lost with its logger. Tribuo reports every tree. */
  private static final Logger LOGGER = Logger.getLogger("org.tribuo");

  static {
    LOGGER.setLevel(Level.WARNING);
  }

  private TribuoClassifiers() {}

  /** Returns a random forest of CART trees that split by the Gini index. */
  static StageClassifier forest(List<double[]> features, List<Backend> labels, Settings settings) {
    var tree =
        new CARTClassificationTrainer(
            DEEPEST_TREE,
            LEAST_LEAF_WEIGHT,
            LEAST_IMPURITY_DECREASE,
            FEATURES_OF_A_SPLIT,
            false,
            new org.tribuo.classification.dtree.impurity.GiniIndex(),
            settings.seed());
    var trainer =
        new RandomForestTrainer<Label>(
            tree, new VotingCombiner(), settings.trees(), settings.seed());
    return trained(trainer, features, labels);
  }

  /** Returns the vote of the nearest neighbours by Euclidean distance of scaled features. */
  static StageClassifier neighbours(
      List<double[]> features, List<Backend> labels, Settings settings) {
    var scaling = Scaling.of(features);
    var trainer =
        new KNNTrainer<Label>(
            Math.min(settings.neighbours(), features.size()),
            new L2Distance(),
            1,
            new VotingCombiner(),
            KNNModel.Backend.STREAMS,
            NeighboursQueryFactoryType.BRUTE_FORCE);
    StageClassifier scaled =
        trained(trainer, features.stream().map(scaling::apply).toList(), labels);
    return vector -> scaled.backend(scaling.apply(vector));
  }

  private static StageClassifier trained(
      Trainer<Label> trainer, List<double[]> features, List<Backend> labels) {
    Backend first = labels.get(0);
    if (labels.stream().allMatch(label -> label == first)) {
      return vector -> first;
    }
    var factory = new LabelFactory();
    var dataset =
        new MutableDataset<Label>(
            new SimpleDataSourceProvenance("profile", java.time.OffsetDateTime.MIN, factory),
            factory);
    for (int i = 0; i < labels.size(); i++) {
      dataset.add(example(labels.get(i), features.get(i)));
    }
    Model<Label> model = trainer.train(dataset, Map.<String, Provenance>of());
    return vector -> backend(model.predict(example(Backend.GPU, vector)).getOutput());
  }

  private static Example<Label> example(Backend label, double[] features) {
    return new ArrayExample<>(new Label(label.id()), NAMES, features);
  }

  private static Backend backend(Label label) {
    return label.getLabel().equals(Backend.GPU.id()) ? Backend.GPU : Backend.NPU;
  }
}
