/**
 * Process nodes, wafers and yield: how many good dies a wafer gives. Equations:
 * docs/area-cost-energy.md. May use {@code cost.constants}.
 */
@NullMarked
package org.socompass.cost.die;

import org.jspecify.annotations.NullMarked;
