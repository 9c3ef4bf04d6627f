/**
 * Designs that differ in a field, a length, an engine or the device, beside one they differ from.
 */
@NullMarked
package org.socompass.cli.whatif;

import org.jspecify.annotations.NullMarked;
