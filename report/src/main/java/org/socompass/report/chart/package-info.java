/**
 * Charts that are drawn on a surface, and the surfaces: SVG and PDF. Page: docs/report.md. Knows no
 * model: uses no other package.
 */
@NullMarked
package org.socompass.report.chart;

import org.jspecify.annotations.NullMarked;
