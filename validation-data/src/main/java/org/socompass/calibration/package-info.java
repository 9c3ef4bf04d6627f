/**
 * Fits the empirical parameters of a device template to measurements. Equations:
 * docs/calibration.md. May use {@code validation} and the templates of {@code hardware}.
 */
@NullMarked
package org.socompass.calibration;

import org.jspecify.annotations.NullMarked;
