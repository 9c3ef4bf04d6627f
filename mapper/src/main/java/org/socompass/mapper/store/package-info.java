/** Results of searches on disk. */
@NullMarked
package org.socompass.mapper.store;

import org.jspecify.annotations.NullMarked;
