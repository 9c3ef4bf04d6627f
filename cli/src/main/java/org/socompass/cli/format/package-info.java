/** Results as text: tables, CSV, JSON, LaTeX, numbers with their units. May use no command. */
@NullMarked
package org.socompass.cli.format;

import org.jspecify.annotations.NullMarked;
