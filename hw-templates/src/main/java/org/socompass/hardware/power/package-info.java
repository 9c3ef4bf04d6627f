/**
 * What heat and supply do to a device: energy of its main memory, thermal limits, the steps of a
 * governor. Equations: docs/energy.md, docs/thermal.md. May use {@code input} only.
 */
@NullMarked
package org.socompass.hardware.power;

import org.jspecify.annotations.NullMarked;
