/** A headless Chromium that looks at pages, for tests. */
@NullMarked
package org.socompass.browser;

import org.jspecify.annotations.NullMarked;
