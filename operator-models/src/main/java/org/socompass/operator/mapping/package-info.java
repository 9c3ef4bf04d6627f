/**
 * How an operator runs: tiles, loop orders, splits, one record for each family of kernels. No times
 * in here. May use {@code operator}; models and searches use it.
 */
@NullMarked
package org.socompass.operator.mapping;

import org.jspecify.annotations.NullMarked;
