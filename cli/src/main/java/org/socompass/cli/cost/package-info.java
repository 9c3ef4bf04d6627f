/** The commands {@code area} and {@code cost}. Page: docs/area-cost-energy.md. */
@NullMarked
package org.socompass.cli.cost;

import org.jspecify.annotations.NullMarked;
