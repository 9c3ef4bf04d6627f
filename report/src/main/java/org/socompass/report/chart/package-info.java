/** Charts that are drawn on a surface, and the surfaces: SVG and PDF. */
@NullMarked
package org.socompass.report.chart;

import org.jspecify.annotations.NullMarked;
