/**
 * How one matrix product is spread over a GPU and an NPU that runs prepared graphs only. Equations:
 * docs/heterogeneous.md. May use {@code inference.schedule}, the mapper and the operators.
 */
@NullMarked
package org.socompass.inference.cut;

import org.jspecify.annotations.NullMarked;
