/**
 * Models from the config.json of Hugging Face: known types are read, all others refused by name.
 */
@NullMarked
package org.socompass.llm.huggingface;

import org.jspecify.annotations.NullMarked;
