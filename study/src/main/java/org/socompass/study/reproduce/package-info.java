/** Published systems, predicted beside published. May use all models, and no other study. */
@NullMarked
package org.socompass.study.reproduce;

import org.jspecify.annotations.NullMarked;
