/** Which backend runs which stage of attention: profiles, features, two classifiers, evaluation. */
@NullMarked
package org.socompass.selection;

import org.jspecify.annotations.NullMarked;
