/** The study behind {@code serving}: a server under load, its bound, and what batches give. */
@NullMarked
package org.socompass.study.serving;

import org.jspecify.annotations.NullMarked;
