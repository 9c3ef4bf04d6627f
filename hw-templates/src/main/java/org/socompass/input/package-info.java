/**
 * Located input: YAML trees that remember file, line and column, typed access to them, and the one
 * exception that reports a user's mistake. Format: docs/templates.md. Uses no other package.
 */
@NullMarked
package org.socompass.input;

import org.jspecify.annotations.NullMarked;
