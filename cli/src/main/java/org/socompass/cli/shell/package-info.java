/** The commands {@code help} and {@code completion}, which are about the other commands. */
@NullMarked
package org.socompass.cli.shell;

import org.jspecify.annotations.NullMarked;
