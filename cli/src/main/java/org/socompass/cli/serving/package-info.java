/** The command {@code serving}: continuous batching. Page: docs/serving.md. */
@NullMarked
package org.socompass.cli.serving;

import org.jspecify.annotations.NullMarked;
