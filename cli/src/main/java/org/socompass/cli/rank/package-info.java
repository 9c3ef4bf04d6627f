/** The command {@code rank}: many devices, one inference. Page: docs/whole-model.md. */
@NullMarked
package org.socompass.cli.rank;

import org.jspecify.annotations.NullMarked;
