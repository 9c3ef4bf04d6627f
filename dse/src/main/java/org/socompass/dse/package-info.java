/**
 * Design-space exploration: a spec names parameters, workloads, constraints and objectives; a space
 * turns an index into a design, an evaluator a design into a row, and a store keeps the rows.
 */
@NullMarked
package org.socompass.dse;

import org.jspecify.annotations.NullMarked;
