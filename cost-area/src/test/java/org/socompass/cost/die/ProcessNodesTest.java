package org.socompass.cost.die;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;
import org.socompass.input.YamlNode;
import org.socompass.input.YamlReader;

/** The table of process nodes from 65 to 3 nm, and what is said of others. */
final class ProcessNodesTest {
  private static final ProcessNodes NODES = ProcessNodes.builtIn();

  @Test
  void olderNodesAreSparserAndCheaperAWafer() {
    List<ProcessNode> planar =
        NODES.all().stream()
            .filter(n -> n.featureNm() >= 20)
            .sorted(Comparator.comparingDouble(ProcessNode::featureNm).reversed())
            .toList();

    assertThat(planar)
        .extracting(ProcessNode::id)
        .containsExactly("65", "55", "45", "40", "32", "28", "22", "20");
    for (int i = 1; i < planar.size(); i++) {
      ProcessNode older = planar.get(i - 1);
      ProcessNode newer = planar.get(i);
      assertThat(newer.transistorsPerMm2().value())
          .isGreaterThan(older.transistorsPerMm2().value());
      assertThat(newer.sramCellUm2().value()).isLessThan(older.sramCellUm2().value());
      assertThat(newer.waferUsd().value()).isGreaterThanOrEqualTo(older.waferUsd().value());
    }
  }

  @Test
  void anAliasNamesItsNode() {
    assertThat(NODES.find("N40").orElseThrow().id()).isEqualTo("40");
    assertThat(NODES.find("22FDX").orElseThrow().id()).isEqualTo("22");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "N2|no data for the process node 'N2'; there are data for 65, 55, 45, 40, 32, 28, 22, 20,",
        "90|no data for the process node '90'; there are data for 65, 55,",
        "18A|no data for the process node '18A'; there are data for",
        "N4PP|unknown process node 'N4PP'; did you mean 'N4P'?",
        "n28|unknown process node 'n28'; did you mean 'N28'?",
        "banana|unknown process node 'banana'; valid: 10, 10FF,"
      })
  void anotherNumberIsNoNearName(String name, String message) {
    YamlNode.Mapping template = YamlReader.read("chip.yaml", "process_node: " + name + "\n");

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> NODES.check(template))
        .withMessageStartingWith("chip.yaml:1:15: process_node: " + message);
  }
}
