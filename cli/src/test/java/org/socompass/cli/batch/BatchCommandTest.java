package org.socompass.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.cli.Cli;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests by line are the commands that they name. */
final class BatchCommandTest {
  @TempDir Path folder;

  private List<JsonNode> answers(String... requests) throws IOException {
    Path file = folder.resolve("requests.jsonl");
    Files.writeString(file, String.join("\n", requests));
    Cli run = Cli.run("batch", "--input", file.toString());

    assertThat(run.code()).as(run.err()).isZero();
    return run.out().lines().map(l -> JsonMapper.builder().build().readTree(l)).toList();
  }

  @Test
  void anAnswerIsTheDocumentOfItsCommand() throws IOException {
    List<JsonNode> answers =
        answers(
            "{\"id\": \"a\", \"command\": \"area\", \"device\": \"rk3588\"}",
            "",
            "{\"id\": 2, \"command\": \"map\", \"arguments\": [\"matmul\"], \"device\": \"rk3588\","
                + " \"processor\": \"npu\", \"m\": 8, \"k\": 64, \"n\": 64,"
                + " \"set\": {\"memory.channels\": 8}}");

    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("id").stringValue()).isEqualTo("a");
    assertThat(answers.get(0).get("code").intValue()).isZero();
    JsonNode area = Cli.line("area --device=rk3588 --format=json").json();
    assertThat(answers.get(0).get("result")).isEqualTo(area);
    assertThat(answers.get(1).get("id").intValue()).isEqualTo(2);
    assertThat(answers.get(1).get("result").get("latency_us").doubleValue())
        .isEqualTo(
            Cli.line(
                    "map matmul -d rk3588 --processor npu --m 8 --k 64 --n 64"
                        + " --set memory.channels=8 --format json")
                .json()
                .get("latency_us")
                .doubleValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{#not valid JSON",
        "[1]#a request is an object with 'command'",
        "{\"device\": \"rk3588\"}#lacks 'command', as in {\"command\": \"run\"}",
        "{\"command\": \"rum\"}#there is no command 'rum'; did you mean 'run'?",
        "{\"command\": \"batch\"}#there is no command 'batch'",
        "{\"command\": \"area\", \"devise\": \"rk3588\"}#unknown key 'devise'; did you mean 'device'?",
        "{\"command\": \"area\", \"format\": \"csv\"}#unknown key 'format'",
        "{\"command\": \"area\", \"device\": [[1]]}#'device' must be text, a number or a list of them",
        "{\"command\": \"area\", \"device\": \"rk358\"}#unknown device 'rk358'; did you mean",
      })
  void aMistakeIsAnAnswerAndTheNextIsAnswered(String request, String error) throws IOException {
    List<JsonNode> answers =
        answers(request, "{\"id\": 1, \"command\": \"list\", \"arguments\": [\"engines\"]}");

    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("code").intValue()).isEqualTo(2);
    assertThat(answers.get(0).get("error").stringValue()).contains(error);
    assertThat(answers.get(1).get("code").intValue()).isZero();
    assertThat(answers.get(1).get("result").get("engines").size()).isPositive();
  }
}
