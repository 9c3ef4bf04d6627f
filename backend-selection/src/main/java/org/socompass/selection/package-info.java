/**
 * Which backend runs which stage of attention: profiles, features, two classifiers, evaluation.
 * Page: docs/backend-selection.md. May use {@code llm} and {@code mapper}.
 */
@NullMarked
package org.socompass.selection;

import org.jspecify.annotations.NullMarked;
