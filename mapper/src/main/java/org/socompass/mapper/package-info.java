/** Searches how an operator runs best on a processor. */
@NullMarked
package org.socompass.mapper;

import org.jspecify.annotations.NullMarked;
