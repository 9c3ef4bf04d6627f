/**
 * Constants with source and range, and the tables that ship with them. Page:
 * docs/area-cost-energy.md. May use {@code input} and the templates of {@code hardware}.
 */
@NullMarked
package org.socompass.cost.constants;

import org.jspecify.annotations.NullMarked;
