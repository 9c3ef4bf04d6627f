/**
 * How an operator runs: tiles, loop orders, splits, one record for each family of kernels. No times
 * in here. Page: docs/mapper.md. May use {@code operator} and the algorithms of {@code
 * operator.collective}; models and searches use it.
 */
@NullMarked
package org.socompass.operator.mapping;

import org.jspecify.annotations.NullMarked;
