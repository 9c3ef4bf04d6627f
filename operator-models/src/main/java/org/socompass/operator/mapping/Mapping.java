package org.socompass.operator.mapping;

import java.util.Map;

/** How an operator runs on a processor. */
public sealed interface Mapping
    permits PipelinedMapping,
        RateMapping,
        ScratchpadMapping,
        AttentionMapping,
        StreamingMapping,
        CollectiveMapping {
  /** Returns the choices by name, in a stable order; values are numbers, text and truth values. */
  Map<String, Object> describe();
}
