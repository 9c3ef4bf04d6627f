/**
 * What is asked of a prediction and what it answers: phases, operators, cuts, energy. Records only,
 * read by every report. May use engines and schedules.
 */
@NullMarked
package org.socompass.inference.result;

import org.jspecify.annotations.NullMarked;
