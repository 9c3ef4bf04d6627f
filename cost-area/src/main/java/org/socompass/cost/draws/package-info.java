/**
 * Seeded draws of uncertain constants, their quantiles, and values that carry both. Decision:
 * docs/adr/0010-numbers-with-draws.md. May use {@code cost.constants}.
 */
@NullMarked
package org.socompass.cost.draws;

import org.jspecify.annotations.NullMarked;
