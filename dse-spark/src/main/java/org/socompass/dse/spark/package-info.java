/**
 * A sweep as a Spark job: workers evaluate points and write rows as Parquet; the driver brings them
 * into the order of the points and writes the same files as a sweep on one machine.
 */
@NullMarked
package org.socompass.dse.spark;

import org.jspecify.annotations.NullMarked;
