/**
 * What charts are drawn on: lines, areas and text as SVG or PDF. Page: docs/report.md. May use
 * nothing else of the project.
 */
@NullMarked
package org.socompass.report.canvas;

import org.jspecify.annotations.NullMarked;
