/**
 * Time of fused attention kernels. Equations: docs/attention.md. May use {@code operator} and its
 * mappings.
 */
@NullMarked
package org.socompass.operator.attention;

import org.jspecify.annotations.NullMarked;
