/** Measured data, the code that reads it, and how far predictions are from it. */
@NullMarked
package org.socompass.validation;

import org.jspecify.annotations.NullMarked;
