/**
 * Constants found from measurements: of kernels on a device, of several devices together, of an
 * engine from one measurement.
 */
@NullMarked
package org.socompass.study.calibrate;

import org.jspecify.annotations.NullMarked;
