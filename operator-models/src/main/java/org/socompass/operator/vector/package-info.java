/**
 * Time of operators that stream through the vector unit: norms, softmax, element-wise. Equations:
 * docs/vector-operators.md. May use {@code operator} and its mappings.
 */
@NullMarked
package org.socompass.operator.vector;

import org.jspecify.annotations.NullMarked;
