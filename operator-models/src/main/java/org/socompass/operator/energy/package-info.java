/**
 * Energy of an operator by cause, from its cost and the constants of a template. Equations:
 * docs/energy.md. May use {@code operator} only.
 */
@NullMarked
package org.socompass.operator.energy;

import org.jspecify.annotations.NullMarked;
