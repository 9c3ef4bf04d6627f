/** Headers of GGUF files: metadata, tensors, and the sizes of the model they describe. */
@NullMarked
package org.socompass.llm.gguf;

import org.jspecify.annotations.NullMarked;
