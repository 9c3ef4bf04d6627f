/**
 * Devices as immutable records. Values are SI; where a template gives a quantity per cycle the
 * record says so in its name. Page: docs/templates.md. May use {@code hardware.power}, {@code
 * hardware.product} and {@code input}.
 */
@NullMarked
package org.socompass.hardware;

import org.jspecify.annotations.NullMarked;
