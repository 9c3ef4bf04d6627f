/** Fits the empirical parameters of a device template to measurements. */
@NullMarked
package org.socompass.calibration;

import org.jspecify.annotations.NullMarked;
