package org.socompass.inference.schedule;

/** Which of the ready tasks a free lane takes. Ties go to the task that was listed first. */
public enum Dispatch {
  /** The next in the list, even if it is not ready and a later one is. */
  IN_ORDER,
  /** The first in the list of those that are ready. */
  FIRST_READY,
  /** The one that takes longest. */
  LONGEST,
  /** The one whose end makes the most seconds of work ready on other lanes. */
  MOST_UNLOCKED,
  /** The one from whose begin the longest path leads to the end. */
  LONGEST_PATH
}
