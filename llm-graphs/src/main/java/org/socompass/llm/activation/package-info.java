/**
 * The memory between operators: how long each tensor lives, and the pool that holds them.
 * Equations: docs/heterogeneous.md. May use the graphs of {@code llm} and {@code operator}.
 */
@NullMarked
package org.socompass.llm.activation;

import org.jspecify.annotations.NullMarked;
