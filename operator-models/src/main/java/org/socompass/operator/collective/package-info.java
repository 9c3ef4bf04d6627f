/**
 * Time of operators that several devices run together: all-reduce over links. Equations:
 * docs/whole-model.md. May use {@code operator} only.
 */
@NullMarked
package org.socompass.operator.collective;

import org.jspecify.annotations.NullMarked;
