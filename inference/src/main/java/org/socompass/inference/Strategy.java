package org.socompass.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.Section;

/** How the operators of a model are spread over the processors of a device. */
public enum Strategy {
  /** Everything on the GPU. */
  GPU_ONLY(ProcessorKind.GPU),
  /** Everything on the NPU. */
  NPU_ONLY(ProcessorKind.NPU),
  /** Everything on the CPU. */
  CPU_ONLY(ProcessorKind.CPU),
  /** Each operator on the processor where it, with its hand-overs, is fastest. */
  LAYER();

  private final Optional<ProcessorKind> only;

  Strategy() {
    only = Optional.empty();
  }

  Strategy(ProcessorKind kind) {
    only = Optional.of(kind);
  }

  /** Returns the kind of the only processor used; empty if several are. */
  public Optional<ProcessorKind> only() {
    return only;
  }

  /** Returns the name on the command line. */
  public String id() {
    return Section.nameOf(this);
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Strategy::id).toList();
  }
}
