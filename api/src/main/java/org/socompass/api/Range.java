package org.socompass.api;

/**
 * Where a number lies with a probability of 80 %, by what predictions were off against measurements
 * and by the ranges of uncertain constants.
 *
 * @param low its 10th percentile
 * @param high its 90th percentile
 */
public record Range(double low, double high) {}
