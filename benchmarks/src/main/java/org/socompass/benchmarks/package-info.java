/**
 * JMH benchmarks. Page: docs/mapper.md says how to run those of searches and what they gave. May
 * use every model; nothing uses it.
 */
@NullMarked
package org.socompass.benchmarks;

import org.jspecify.annotations.NullMarked;
