/**
 * Results of searches on disk, found again for the same operator, processor and version. Page:
 * docs/mapper.md. May use {@code mapper}.
 */
@NullMarked
package org.socompass.mapper.store;

import org.jspecify.annotations.NullMarked;
