/**
 * Models that ship, and those in files of the user: YAML, config.json, GGUF, folders. Page:
 * docs/models.md, docs/models-files.md. May use all of {@code llm}.
 */
@NullMarked
package org.socompass.llm.library;

import org.jspecify.annotations.NullMarked;
