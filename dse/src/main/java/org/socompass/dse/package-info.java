/**
 * Design-space exploration: a space turns an index into a design, an evaluator a design into a row,
 * a store keeps the rows, and fronts and searches pick among them. Page: docs/dse.md. May use
 * {@code dse.spec}, {@code dse.store} and {@code evaluation}.
 */
@NullMarked
package org.socompass.dse;

import org.jspecify.annotations.NullMarked;
