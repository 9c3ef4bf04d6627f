/** What only the archives need: pages of the manual, made from the options of the commands. */
@NullMarked
package org.socompass.dist;

import org.jspecify.annotations.NullMarked;
