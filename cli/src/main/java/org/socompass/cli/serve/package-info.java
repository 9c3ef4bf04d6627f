/** The command {@code serve}. Page: docs/explorer.md. */
@NullMarked
package org.socompass.cli.serve;

import org.jspecify.annotations.NullMarked;
