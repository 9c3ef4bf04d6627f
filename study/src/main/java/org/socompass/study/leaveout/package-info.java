/** Errors on what took no part in a fit. */
@NullMarked
package org.socompass.study.leaveout;

import org.jspecify.annotations.NullMarked;
