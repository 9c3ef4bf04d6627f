/** Studies of memory tiers: from where reuse of a prefix pays. */
@NullMarked
package org.socompass.study.tiers;

import org.jspecify.annotations.NullMarked;
