package org.socompass.report.canvas;

/**
 * A place on a surface.
 *
 * @param x distance from the left edge [pt]
 * @param y distance from the upper edge [pt]
 */
public record Place(double x, double y) {}
