/**
 * Devices as immutable records, and the YAML templates that describe them. Values are SI; where a
 * template gives a quantity per cycle the record says so in its name.
 */
@NullMarked
package org.socompass.hardware;

import org.jspecify.annotations.NullMarked;
