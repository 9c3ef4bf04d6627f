/** Questions of another program: a JSON object a line in, one a line out. Page: docs/api.md. */
@NullMarked
package org.socompass.cli.batch;

import org.jspecify.annotations.NullMarked;
