/**
 * How predictions err, from measurements beside predictions: variances between and within devices,
 * coverage of the bands that follow, and counts of what was measured. Page: docs/uncertainty.md.
 * May use validation and {@code inference.trust}.
 */
@NullMarked
package org.socompass.reliability;

import org.jspecify.annotations.NullMarked;
