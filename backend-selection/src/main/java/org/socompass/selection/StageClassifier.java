package org.socompass.selection;

/** Picks the backend of a stage from its features. */
interface StageClassifier {
  /** Returns the backend for a vector of {@link Features}. */
  Backend backend(double[] features);
}
