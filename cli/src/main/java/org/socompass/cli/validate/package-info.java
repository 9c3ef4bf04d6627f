/** The command {@code validate}. Page: docs/validation.md. */
@NullMarked
package org.socompass.cli.validate;

import org.jspecify.annotations.NullMarked;
