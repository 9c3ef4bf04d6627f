/** The command {@code compare}. Page: docs/heterogeneous.md. */
@NullMarked
package org.socompass.cli.compare;

import org.jspecify.annotations.NullMarked;
