/**
 * Area of a die block by block, and measured dies to compare with. Equations:
 * docs/area-cost-energy.md. May use {@code cost.die} and {@code cost.draws}.
 */
@NullMarked
package org.socompass.cost.area;

import org.jspecify.annotations.NullMarked;
