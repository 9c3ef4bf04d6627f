/** The command {@code reproduce}: published systems. Page: docs/case-studies.md. */
@NullMarked
package org.socompass.cli.reproduce;

import org.jspecify.annotations.NullMarked;
