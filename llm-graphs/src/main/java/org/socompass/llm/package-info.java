/**
 * Language models, how their weights are stored, and their operator graphs. Page:
 * docs/whole-model.md. May use the shapes of {@code operator}, no cost.
 */
@NullMarked
package org.socompass.llm;

import org.jspecify.annotations.NullMarked;
