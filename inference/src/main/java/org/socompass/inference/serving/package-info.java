/**
 * Continuous batching: requests that arrive, wait, and share the steps of a server. Knows times of
 * steps, not devices. Equations: docs/serving.md.
 */
@NullMarked
package org.socompass.inference.serving;

import org.jspecify.annotations.NullMarked;
