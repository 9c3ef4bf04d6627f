package org.socompass.operator;

/** What devices of a system do together over the links between them. */
public sealed interface Collective extends Operator permits AllReduce, Exchange {
  /** Returns the devices that take part. */
  int devices();
}
