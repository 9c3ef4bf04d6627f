package org.socompass.report.chart;

/**
 * A range of values.
 *
 * @param low its begin
 * @param high its end
 */
public record Range(double low, double high) {}
