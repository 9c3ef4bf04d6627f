/** JMH benchmarks; docs/performance.md says how to run them and what they gave. */
@NullMarked
package org.socompass.benchmarks;

import org.jspecify.annotations.NullMarked;
