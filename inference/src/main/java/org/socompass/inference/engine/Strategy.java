package org.socompass.inference.engine;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.Section;

/** How the operators of a model are spread over the processors of a device. */
public enum Strategy {
  /** Everything on the GPU. */
  GPU_ONLY(true, ProcessorKind.GPU),
  /** Everything on the NPU. */
  NPU_ONLY(true, ProcessorKind.NPU),
  /** Everything on the CPU. */
  CPU_ONLY(true, ProcessorKind.CPU),
  /** Each operator on the processor where it, with its hand-overs, is fastest. */
  LAYER(false),
  /** Products may also be cut, so that GPU and NPU work on one at once. */
  TENSOR(false, ProcessorKind.GPU, ProcessorKind.NPU),
  /** As layer, with products on the NPU padded to the next prepared length. */
  PADDING(false, ProcessorKind.GPU, ProcessorKind.NPU),
  /** As layer, with products on the NPU in chunks of prepared lengths. */
  PIPELINE(false, ProcessorKind.GPU, ProcessorKind.NPU),
  /** As layer, with the NPU's graphs made for the very length when the prompt arrives. */
  ONLINE_PREPARE(false, ProcessorKind.GPU, ProcessorKind.NPU),
  /** Prompts in chunks; integer products on the NPU, float operators and outliers beside it. */
  LLM_NPU(false, ProcessorKind.CPU, ProcessorKind.NPU);

  private final boolean alone;

  // Unmodifiable, made by the constructor alone.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<ProcessorKind> needs;

  Strategy(boolean alone, ProcessorKind... kinds) {
    this.alone = alone;
    EnumSet<ProcessorKind> set = EnumSet.noneOf(ProcessorKind.class);
    set.addAll(Arrays.asList(kinds));
    this.needs = java.util.Collections.unmodifiableSet(set);
  }

  /** Returns the kind of the only processor used; empty if several are. */
  public Optional<ProcessorKind> only() {
    return alone ? needs.stream().findFirst() : Optional.empty();
  }

  /** Returns the kinds of processors without which it can't work. */
  public Set<ProcessorKind> needs() {
    return needs;
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
