/**
 * Die area by block, yield, manufacturing cost, price of memory and embodied carbon of a device.
 */
@NullMarked
package org.socompass.cost;

import org.jspecify.annotations.NullMarked;
