package org.socompass.inference.pass;

import java.util.List;
import org.socompass.inference.engine.Placement;
import org.socompass.llm.OperatorNode;

/**
 * The operators of one kind of layer and how they are placed. Kinds run one after another, as if
 * the layers of a kind stood together in the model.
 *
 * @param nodes its operators
 * @param timed their placement, with what it was planned to take
 */
record Part(List<OperatorNode> nodes, PlacementSearch.Timed timed) {
  Placement placement() {
    return timed.placement();
  }
}
