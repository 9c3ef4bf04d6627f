/** The command {@code run}. Page: docs/whole-model.md. */
@NullMarked
package org.socompass.cli.run;

import org.jspecify.annotations.NullMarked;
