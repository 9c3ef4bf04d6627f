/**
 * Weights below main memory: what of a model stays in memory, what each pass reads from storage,
 * how often experts are found in a cache, and how long reads take. Equations: docs/memory-tiers.md.
 * May use devices and models.
 */
@NullMarked
package org.socompass.inference.tier;

import org.jspecify.annotations.NullMarked;
