package org.socompass.hardware.template;

import java.util.Arrays;
import java.util.List;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/** What a device is sold in. Nothing is predicted from it; lists and ranks go by it. */
public enum DeviceKind {
  /** A phone or tablet. */
  PHONE,
  /** A laptop, desktop or workstation. */
  COMPUTER,
  /** A board for machines: single-board computers, robots, cars. */
  BOARD,
  /** A graphics or accelerator card of a server or desktop. */
  CARD;

  /** Returns the name in templates and on the command line. */
  public String id() {
    return Section.nameOf(this);
  }

  /**
   * Returns the kind of a name.
   *
   * @throws InputException if there is none
   */
  public static DeviceKind of(String id) {
    List<String> ids = Arrays.stream(values()).map(DeviceKind::id).toList();
    return Arrays.stream(values())
        .filter(kind -> kind.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown kind of device " + Quoted.of(id) + "; " + NearestName.hint(id, ids)));
  }
}
