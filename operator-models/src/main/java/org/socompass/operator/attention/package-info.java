/**
 * Time of fused attention kernels. Equations: docs/attention.md. May use {@code operator}, its
 * mappings and the parts of the matrix models.
 */
@NullMarked
package org.socompass.operator.attention;

import org.jspecify.annotations.NullMarked;
