package org.socompass.selection;

import java.util.Locale;
import org.socompass.hardware.ProcessorKind;

/** Where a stage may run. */
public enum Backend {
  /** The GPU. */
  GPU(ProcessorKind.GPU),
  /** The NPU. */
  NPU(ProcessorKind.NPU);

  private final ProcessorKind kind;

  Backend(ProcessorKind kind) {
    this.kind = kind;
  }

  /** Returns the kind of processor. */
  public ProcessorKind kind() {
    return kind;
  }

  /** Returns the name in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
