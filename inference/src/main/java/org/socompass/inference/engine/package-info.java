/**
 * Engine profiles, the libraries that hold them, and the devices that they run on: what software
 * does, as data. Page: docs/heterogeneous.md. May use the cuts' lengths, models and hardware.
 */
@NullMarked
package org.socompass.inference.engine;

import org.jspecify.annotations.NullMarked;
