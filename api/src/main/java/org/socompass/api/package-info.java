/**
 * The one way to ask, for programs and for the commands themselves: a device, a model and how it
 * runs, answered by immutable values. Page: docs/api.md, which says what stays as it is. May use
 * studies and what they answer with; prints nothing.
 */
@NullMarked
package org.socompass.api;

import org.jspecify.annotations.NullMarked;
