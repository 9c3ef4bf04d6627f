package org.socompass.hardware;

/**
 * Time to make a static graph of one matrix product for an NPU while the user waits.
 *
 * <p>{@code t = base + element * rows * (input features + output features)}
 *
 * @param baseSeconds time of a graph of any size [s]
 * @param secondsPerElement time for each element of its activations, read or written [s]
 */
public record GraphGeneration(double baseSeconds, double secondsPerElement) {
  /** Returns the time for the graph of {@code C[m,n] = A[m,k] * B[k,n]} [s]. */
  public double seconds(long m, long k, long n) {
    return baseSeconds + secondsPerElement * m * ((double) k + n);
  }
}
