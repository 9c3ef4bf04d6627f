/**
 * Sustained operation: heat, its limits, and the clocks that a governor is left with.
 *
 * <p>Equations, constants and what they rest on: docs/thermal.md.
 */
@NullMarked
package org.socompass.inference.thermal;

import org.jspecify.annotations.NullMarked;
