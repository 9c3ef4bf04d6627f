/**
 * One inference of a language model on a device: which processor runs which operator, how long the
 * phases take, whether it fits, and what it costs.
 */
@NullMarked
package org.socompass.inference;

import org.jspecify.annotations.NullMarked;
