/**
 * Operators of a language model as shapes, and what all of their models share: costs, bounds,
 * rooflines, rates. Page: docs/matmul.md. May use {@code hardware} only.
 */
@NullMarked
package org.socompass.operator;

import org.jspecify.annotations.NullMarked;
