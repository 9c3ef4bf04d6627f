/**
 * Tasks on processors that share one main memory: when each runs, who waits for whom, and who takes
 * whose bandwidth. Equations: docs/heterogeneous.md. Uses no other package.
 */
@NullMarked
package org.socompass.inference.schedule;

import org.jspecify.annotations.NullMarked;
