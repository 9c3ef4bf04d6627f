/**
 * Pages for people: a sweep and an inference as one file each that needs no network, and their
 * charts for papers. Page: docs/report.md. May use {@code report.chart}, and results and metrics.
 */
@NullMarked
package org.socompass.report;

import org.jspecify.annotations.NullMarked;
