/** Why a mapping is as fast as it is: its loops, its buffers, what more of a resource would buy. */
@NullMarked
package org.socompass.mapper.explain;

import org.jspecify.annotations.NullMarked;
