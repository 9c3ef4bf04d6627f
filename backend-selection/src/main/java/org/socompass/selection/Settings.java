package org.socompass.selection;

/**
 * How the classifiers are trained.
 *
 * @param trees trees of the random forest
 * @param neighbours neighbours that vote
 * @param seed of the forest, the folds and the permutations
 */
public record Settings(int trees, int neighbours, int seed) {
  /** The settings if the user names none. */
  public static final Settings DEFAULT = new Settings(60, 3, 1);

  /** The most trees or neighbours. */
  public static final int MOST = 1000;

  /**
   * Validates the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Settings {
    inRange("trees", trees, 1, MOST);
    inRange("neighbours", neighbours, 1, MOST);
    inRange("seed", seed, 0, Integer.MAX_VALUE);
  }

  private static void inRange(String name, int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(
          "%s must be in [%d, %d], but is %d".formatted(name, least, greatest, value));
    }
  }
}
