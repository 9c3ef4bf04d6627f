/** One inference on one design with its area, cost and energy, and the metrics that name them. */
@NullMarked
package org.socompass.evaluation;

import org.jspecify.annotations.NullMarked;
