/** Tables of kernel times that tools of NVIDIA write, as data sets. Page: docs/validation.md. */
@NullMarked
package org.socompass.validation.nvidia;

import org.jspecify.annotations.NullMarked;
