/** The commands {@code list} and {@code show}. Page: docs/templates.md. */
@NullMarked
package org.socompass.cli.show;

import org.jspecify.annotations.NullMarked;
