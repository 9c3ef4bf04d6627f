/** The command {@code select}. Page: docs/backend-selection.md. */
@NullMarked
package org.socompass.cli.select;

import org.jspecify.annotations.NullMarked;
