/**
 * Manufacturing cost of a system: dies, package, test, memory at its dated price. Equations:
 * docs/area-cost-energy.md. May use {@code cost.area}, {@code cost.die} and {@code cost.draws}.
 */
@NullMarked
package org.socompass.cost.manufacture;

import org.jspecify.annotations.NullMarked;
