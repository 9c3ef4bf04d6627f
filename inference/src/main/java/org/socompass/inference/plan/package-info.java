/**
 * What a request says of how its tokens are made beside engine and processors: drafts, devices,
 * lengths.
 */
@NullMarked
package org.socompass.inference.plan;

import org.jspecify.annotations.NullMarked;
