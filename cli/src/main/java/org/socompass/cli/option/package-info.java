/**
 * Options that several commands share, and where results and warnings are written. May use {@code
 * cli.format}.
 */
@NullMarked
package org.socompass.cli.option;

import org.jspecify.annotations.NullMarked;
