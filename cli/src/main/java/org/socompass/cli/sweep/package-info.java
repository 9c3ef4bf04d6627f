/** The command {@code sweep}. Page: docs/dse.md. */
@NullMarked
package org.socompass.cli.sweep;

import org.jspecify.annotations.NullMarked;
