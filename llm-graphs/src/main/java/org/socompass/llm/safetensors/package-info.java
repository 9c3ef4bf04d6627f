/** Headers of safetensors files and folders of them. */
@NullMarked
package org.socompass.llm.safetensors;

import org.jspecify.annotations.NullMarked;
