/** How one matrix product is spread over a GPU and an NPU that runs prepared graphs only. */
@NullMarked
package org.socompass.inference.cut;

import org.jspecify.annotations.NullMarked;
