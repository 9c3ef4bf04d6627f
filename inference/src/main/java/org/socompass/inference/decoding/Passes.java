package org.socompass.inference.decoding;

import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;

/** Passes of one model under one engine. */
public interface Passes {
  /** Returns a pass. */
  PhaseResult model(ForwardPass forward);

  /** Returns the time of a pass, which is found faster alone [s]. */
  double seconds(ForwardPass forward);

  /** Returns what the tensors between operators take on all devices together [B]. */
  double activationBytes(ForwardPass forward);
}
