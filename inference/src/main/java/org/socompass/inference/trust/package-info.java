/**
 * How far a predicted latency may be from a measured one: bands from the errors that were measured
 * on devices, and what was measured of a device at all. Page: docs/uncertainty.md. May use engines,
 * results and hardware.
 */
@NullMarked
package org.socompass.inference.trust;

import org.jspecify.annotations.NullMarked;
