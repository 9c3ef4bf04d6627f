/**
 * Experiments over all that a device costs: area, manufacture and carbon at many draws of their
 * constants. Equations: docs/area-cost-energy.md. May use all packages below {@code cost}.
 */
@NullMarked
package org.socompass.cost;

import org.jspecify.annotations.NullMarked;
