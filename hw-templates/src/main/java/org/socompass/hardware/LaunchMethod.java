package org.socompass.hardware;

/** How the kernels of an engine or of a measurement are started: what of a launch they pay. */
public enum LaunchMethod {
  /** One at a time through the framework, the host waited for: the launch of the class. */
  EAGER,
  /** One at a time through the framework, timed on the processor between two events around it. */
  EVENTS,
  /**
   * Calls of the framework one after the other, none waited for: the longer of a call and a kernel.
   */
  CALLS,
  /** Enqueued one after the other on a stream that never runs dry. */
  STREAM,
  /** Nodes of a graph that is launched once. */
  GRAPH,
  /** The kernel's own duration, as a profiler reports it: no launch. */
  KERNEL
}
