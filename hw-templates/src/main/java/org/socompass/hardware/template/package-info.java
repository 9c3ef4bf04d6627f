/**
 * YAML templates and kernel libraries read into devices, overrides included: the only reader of
 * device files. Format: docs/templates.md. May use the records of {@code hardware} and {@code
 * input}.
 */
@NullMarked
package org.socompass.hardware.template;

import org.jspecify.annotations.NullMarked;
