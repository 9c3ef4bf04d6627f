/**
 * Time and traffic of matrix products: pipelined kernels of GPUs, scratchpads of NPUs, achieved
 * rates. Equations: docs/matmul.md. May use {@code operator}, its mappings and the vector floors.
 */
@NullMarked
package org.socompass.operator.matmul;

import org.jspecify.annotations.NullMarked;
