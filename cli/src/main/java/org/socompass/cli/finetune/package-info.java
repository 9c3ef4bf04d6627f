/** The command {@code finetune}: a step of training. Page: docs/training.md. */
@NullMarked
package org.socompass.cli.finetune;

import org.jspecify.annotations.NullMarked;
