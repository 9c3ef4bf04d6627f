/**
 * What a sweep explores, read from its YAML: parameters, constraints, objectives, columns. Format:
 * docs/dse.md. No evaluation in here; may use {@code evaluation}'s metrics by name.
 */
@NullMarked
package org.socompass.dse.spec;

import org.jspecify.annotations.NullMarked;
