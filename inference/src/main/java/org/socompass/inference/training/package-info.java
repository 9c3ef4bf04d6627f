/**
 * One step of fine-tuning: forward, backward, recomputation, optimizer, gradients between devices,
 * and the memory that it needs. Equations: docs/training.md. May use all models of inference.
 */
@NullMarked
package org.socompass.inference.training;

import org.jspecify.annotations.NullMarked;
