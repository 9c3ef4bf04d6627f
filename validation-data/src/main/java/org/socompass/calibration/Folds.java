package org.socompass.calibration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Parts of the measurements, each a test set once. All of a family are in one part.
 *
 * @param foldOfPoint part of each measurement, from 0
 * @param count parts
 */
record Folds(List<Integer> foldOfPoint, int count) {
  /** Copies the list. */
  Folds {
    foldOfPoint = List.copyOf(foldOfPoint);
  }

  /**
   * Returns folds: the families of an operator are shuffled, and each goes to the fold that has the
   * fewest points of that operator, then the fewest of all.
   *
   * @param points the measurements
   * @param wanted folds; there are no more than families
   * @param seed seed of the shuffling
   */
  static Folds of(List<Measurement> points, int wanted, long seed) {
    Map<String, TreeMap<String, Integer>> sizes = new TreeMap<>();
    for (Measurement p : points) {
      sizes.computeIfAbsent(p.table(), t -> new TreeMap<>()).merge(p.family(), 1, Integer::sum);
    }
    int families = sizes.values().stream().mapToInt(Map::size).sum();
    int count = Math.min(wanted, families);
    int[] all = new int[count];
    Map<String, Integer> foldOf = new LinkedHashMap<>();
    var random = new Random(seed);
    sizes.forEach(
        (table, ofTable) -> {
          List<String> shuffled = new ArrayList<>(ofTable.keySet());
          Collections.shuffle(shuffled, random);
          int[] own = new int[count];
          for (String family : shuffled) {
            int fold = emptiest(own, all);
            int size = ofTable.getOrDefault(family, 0);
            own[fold] += size;
            all[fold] += size;
            foldOf.put(family, fold);
          }
        });
    return new Folds(points.stream().map(p -> foldOf.getOrDefault(p.family(), 0)).toList(), count);
  }

  private static int emptiest(int[] own, int[] all) {
    int best = 0;
    for (int f = 1; f < own.length; f++) {
      if (own[f] < own[best] || (own[f] == own[best] && all[f] < all[best])) {
        best = f;
      }
    }
    return best;
  }
}
