/** Charts as files; what they show and how they are drawn is up to {@code org.socompass.report}. */
@NullMarked
package org.socompass.cli.chart;

import org.jspecify.annotations.NullMarked;
