/**
 * What a change buys: values side by side, fields doubled, overrides that move nothing, what fits.
 */
@NullMarked
package org.socompass.study.whatif;

import org.jspecify.annotations.NullMarked;
