package org.socompass.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.socompass.cli.Cli;
import org.socompass.study.reproduce.ReproduceStudy;
import tools.jackson.databind.JsonNode;

/** The command {@code reproduce}. */
final class ReproduceCommandTest {
  @Test
  void aSystemIsATableWithWhatIsGiven() {
    Cli run = Cli.line("reproduce llm-in-a-flash");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("LLM in a flash (arXiv 2312.11514)")
        .contains("read: half resident", "within", "constant chosen by it", "given: 10 %");
  }

  @Test
  void formatsHaveTheSameRows() {
    Cli csv = Cli.line("reproduce llm-in-a-flash --format csv");
    JsonNode json = Cli.line("reproduce llm-in-a-flash --format json").json();

    assertThat(csv.out())
        .startsWith(
            "system,quantity,unit,published,predicted,difference_percent,within_percent,standing\r\n");
    JsonNode system = json.get("systems").get(0);
    assertThat(system.get("name").asString()).isEqualTo("llm-in-a-flash");
    assertThat(system.get("rows").size()).isEqualTo(csv.out().lines().count() - 1);
    assertThat(system.get("given").size()).isPositive();
  }

  @Test
  void anUnknownSystemIsRefused() {
    Cli run = Cli.line("reproduce mooncak");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no published system 'mooncak'; did you mean 'mooncake'?");
  }

  @Test
  void helpNamesAllSystems() {
    String help = Cli.line("reproduce --help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("A system or study: " + String.join(", ", ReproduceStudy.names()) + ". ");
  }

  @Test
  void shellsCompleteTheNamesOfSystems() {
    assertThat(Cli.line("completion bash").out()).contains(ReproduceStudy.names());
  }
}
