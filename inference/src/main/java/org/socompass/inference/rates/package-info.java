/** Times of operators by shares of a processor's peaks, for engines that were measured whole. */
@NullMarked
package org.socompass.inference.rates;

import org.jspecify.annotations.NullMarked;
