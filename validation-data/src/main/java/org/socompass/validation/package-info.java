/**
 * Measured data, the code that reads it, and how far predictions are from it. Page:
 * docs/validation.md. May use {@code inference} and what it rests on.
 */
@NullMarked
package org.socompass.validation;

import org.jspecify.annotations.NullMarked;
