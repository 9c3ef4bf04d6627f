/**
 * Sustained operation: heat, its limits, and the clocks that a governor is left with. Equations,
 * constants and what they rest on: docs/thermal.md. May use {@code inference} and its results.
 */
@NullMarked
package org.socompass.inference.thermal;

import org.jspecify.annotations.NullMarked;
