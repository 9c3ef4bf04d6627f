/** The mappings that there are of a product, and those of them that wait to be looked at. */
@NullMarked
package org.socompass.mapper.space;

import org.jspecify.annotations.NullMarked;
