package org.socompass.hardware.template;

import java.util.List;
import java.util.Optional;
import org.socompass.hardware.MainMemory;

/**
 * What a list of devices says of one.
 *
 * @param id template id
 * @param name name for people
 * @param processNode process node of the die
 * @param processorIds its processors, in the order of the template
 * @param memory its main memory
 * @param kind what it is sold in; empty if its template does not say
 */
public record DeviceSummary(
    String id,
    String name,
    String processNode,
    List<String> processorIds,
    MainMemory memory,
    Optional<DeviceKind> kind) {
  /** Copies the list. */
  public DeviceSummary {
    processorIds = List.copyOf(processorIds);
  }
}
