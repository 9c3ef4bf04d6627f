/** The commands {@code new} and {@code check}: templates of one's own. Page: docs/templates.md. */
@NullMarked
package org.socompass.cli.template;

import org.jspecify.annotations.NullMarked;
