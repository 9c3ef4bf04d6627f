/** What is kept of searches, bounded by an estimate of its bytes. */
@NullMarked
package org.socompass.mapper.kept;

import org.jspecify.annotations.NullMarked;
