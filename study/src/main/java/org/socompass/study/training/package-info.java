/** A step and an epoch of fine-tuning. Page: docs/training.md. May use the models of inference. */
@NullMarked
package org.socompass.study.training;

import org.jspecify.annotations.NullMarked;
