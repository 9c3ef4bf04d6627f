/** The socompass command: arguments in, tables, CSV and JSON out. Nothing else prints or exits. */
@NullMarked
package org.socompass.cli;

import org.jspecify.annotations.NullMarked;
