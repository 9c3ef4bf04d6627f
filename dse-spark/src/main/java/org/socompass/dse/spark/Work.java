package org.socompass.dse.spark;

import java.io.Serializable;
import java.util.List;
import org.socompass.dse.spec.PortableSpec;

/**
 * What every task of a sweep knows.
 *
 * @param spec the sweep with all its texts
 * @param digest what the sweep must be once it is read
 * @param slowestFirst the parameters of the sharing order
 * @param firstPoint points before it are done
 */
record Work(PortableSpec spec, String digest, List<Integer> slowestFirst, long firstPoint)
    implements Serializable {
  Work {
    slowestFirst = List.copyOf(slowestFirst);
  }
}
