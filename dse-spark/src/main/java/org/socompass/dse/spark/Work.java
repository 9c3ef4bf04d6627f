package org.socompass.dse.spark;

import java.io.Serializable;
import org.socompass.dse.spec.PortableSpec;

/**
 * What every task of a sweep knows.
 *
 * @param spec the sweep with all its texts
 * @param digest what the sweep must be once it is read
 */
record Work(PortableSpec spec, String digest) implements Serializable {}
