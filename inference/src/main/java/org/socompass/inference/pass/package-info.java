/**
 * One pass of the model through an engine: choices of each operator, chains in time, chunks.
 * Equations: docs/heterogeneous.md. May use engines, cuts, schedules and results.
 */
@NullMarked
package org.socompass.inference.pass;

import org.jspecify.annotations.NullMarked;
