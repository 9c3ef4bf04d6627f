/** Language models, how their weights are stored, and their operator graphs. */
@NullMarked
package org.socompass.llm;

import org.jspecify.annotations.NullMarked;
