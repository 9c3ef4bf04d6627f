/** The command {@code map}. Page: docs/mapper.md. */
@NullMarked
package org.socompass.cli.map;

import org.jspecify.annotations.NullMarked;
