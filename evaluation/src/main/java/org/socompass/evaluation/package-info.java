/**
 * One inference on one design with its area, cost and energy, and the metrics that name them.
 * Metrics: docs/dse.md. May use {@code inference}, {@code cost} and what they rest on.
 */
@NullMarked
package org.socompass.evaluation;

import org.jspecify.annotations.NullMarked;
