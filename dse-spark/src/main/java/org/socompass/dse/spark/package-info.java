/**
 * A sweep as a Spark job: workers evaluate points and send rows as bytes; the driver brings them
 * into the order of the points and writes the same files as a sweep on one machine. Page:
 * docs/dse.md. May use all of {@code dse}; nothing uses it.
 */
@NullMarked
package org.socompass.dse.spark;

import org.jspecify.annotations.NullMarked;
