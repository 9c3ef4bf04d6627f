/**
 * Where the rows of a sweep are kept as they come, locked, and written as CSV and Parquet. Page:
 * docs/dse.md. May use {@code dse.spec}.
 */
@NullMarked
package org.socompass.dse.store;

import org.jspecify.annotations.NullMarked;
