/**
 * One inference of a language model on a device: the engine that fits, its phases, whether it fits
 * into memory. Equations: docs/whole-model.md. May use all packages below {@code inference} but
 * {@code inference.thermal}.
 */
@NullMarked
package org.socompass.inference;

import org.jspecify.annotations.NullMarked;
