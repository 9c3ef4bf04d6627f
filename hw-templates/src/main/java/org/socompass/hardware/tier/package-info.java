/**
 * Memory below and beside the main memory of a device: storage, far memory, a network.
 *
 * <p>Records that templates fill, and the rates that follow from them; who reads what is not known
 * here.
 */
@NullMarked
package org.socompass.hardware.tier;

import org.jspecify.annotations.NullMarked;
