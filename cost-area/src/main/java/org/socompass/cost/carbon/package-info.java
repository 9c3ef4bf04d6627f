/**
 * Embodied carbon by ACT and imec.netzero, operational carbon by the grid. Equations:
 * docs/area-cost-energy.md. May use all of cost but the experiments.
 */
@NullMarked
package org.socompass.cost.carbon;

import org.jspecify.annotations.NullMarked;
