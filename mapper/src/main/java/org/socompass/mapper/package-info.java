/**
 * The search for how an operator runs best on a processor, one for each family of kernels. Proofs
 * and measured speed: docs/mapper.md. May use all packages of operators but their energy.
 */
@NullMarked
package org.socompass.mapper;

import org.jspecify.annotations.NullMarked;
