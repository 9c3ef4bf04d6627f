/** Fits of the constants that engines share over devices, and their errors on what was left out. */
@NullMarked
package org.socompass.ratefit;

import org.jspecify.annotations.NullMarked;
