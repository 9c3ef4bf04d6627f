/** Tables that llama-bench of llama.cpp prints, as data sets. Page: docs/validation.md. */
@NullMarked
package org.socompass.validation.llamabench;

import org.jspecify.annotations.NullMarked;
