/**
 * What a device is as a thing that is made and bought: inputs of its die area, its chiplets, its
 * packaging. Used by docs/area-cost-energy.md. May use {@code input} only.
 */
@NullMarked
package org.socompass.hardware.product;

import org.jspecify.annotations.NullMarked;
