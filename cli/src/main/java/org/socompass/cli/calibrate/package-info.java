/** The command {@code calibrate}. Page: docs/calibration.md. */
@NullMarked
package org.socompass.cli.calibrate;

import org.jspecify.annotations.NullMarked;
