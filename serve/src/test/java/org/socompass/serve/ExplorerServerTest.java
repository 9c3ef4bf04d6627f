package org.socompass.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socompass.input.InputException;

/** Who is answered, and what questions that are wrong are told. */
final class ExplorerServerTest {
  private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
  private static final ExplorerServer SERVER = ExplorerServer.start("127.0.0.1", 0, FAILURES::add);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @AfterEach
  void nothingFailed() {
    assertThat(FAILURES).isEmpty();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** Sends a request as it is: clients of libraries do not let one choose the host. */
  private static String raw(String path, String headers) throws IOException {
    URI address = SERVER.address();
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String first = reader.readLine();
      return first == null ? "" : first.split(" ", -1)[1];
    }
  }

  private static String host() {
    return "Host: 127.0.0.1:" + SERVER.address().getPort() + "\r\n";
  }

  private static HttpResponse<String> ask(String question, String json) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(SERVER.address().resolve(question))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void onlyItsOwnPageIsAnswered() throws IOException {
    String path = SERVER.address().getPath();
    assertThat(raw(path, host())).isEqualTo("200");
    assertThat(raw("/", host())).isEqualTo("403");
    assertThat(raw("/lists", host())).isEqualTo("403");
    assertThat(raw("/" + "0".repeat(32) + "/lists", host())).isEqualTo("403");
    assertThat(raw(path, "Host: evil.example:80\r\n")).isEqualTo("403");
    assertThat(raw(path, "Host: evil.example:" + SERVER.address().getPort() + "\r\n"))
        .isEqualTo("403");
    assertThat(raw(path + "lists", host() + "Origin: http://evil.example\r\n")).isEqualTo("403");
    assertThat(raw(path + "lists", host() + "Origin: null\r\n")).isEqualTo("403");
    assertThat(raw(path + "lists", host() + "Sec-Fetch-Site: cross-site\r\n")).isEqualTo("403");
    assertThat(raw(path + "lists", host() + "Sec-Fetch-Site: same-origin\r\n")).isEqualTo("200");
    assertThat(raw(path + "../../etc/passwd", host())).isEqualTo("404");
  }

  @Test
  void thePageMayLoadItselfAlone() throws Exception {
    HttpResponse<String> page =
        CLIENT.send(
            HttpRequest.newBuilder(SERVER.address()).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.body()).doesNotContain("http://").contains("Apache ECharts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                            | 422 | lacks 'device'; present: model
          , "set": ["memory.channels=0"]                | 422 | memory.channels
          , "set": ["memory.chanels=4"]                 | 422 | did you mean 'channels'
          , "engine": "gpu-onli"                        | 422 | did you mean 'gpu-only'
          , "prompt": 0                                 | 422 | must be in [1, 4194304], but is 0
          """)
  void whatIsWrongIsSaid(String change, int status, String message) throws Exception {
    boolean isEmpty = change.isEmpty();
    String prompt = change.contains("prompt") ? "" : ", \"prompt\": 32";
    HttpResponse<String> answer =
        ask(
            "run",
            isEmpty
                ? "{\"model\": \"qwen2-0.5b\"}"
                : "{\"device\": \"snapdragon-8-gen-3\", \"model\": \"qwen2-0.5b\""
                    + prompt
                    + ", \"output\": 4, \"batch\": 1"
                    + change
                    + "}");
    assertThat(answer.body()).contains(message);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("question:");
  }

  @Test
  void questionsNameNoFiles() throws Exception {
    for (String device : new String[] {"/etc/passwd", "./pom.xml", "../x.yaml"}) {
      assertThat(ask("fields", "{\"device\": \"" + device + "\"}").body())
          .contains("unknown device");
    }
    assertThat(
            ask(
                    "run",
                    "{\"device\": \"rk3588\", \"model\": \"/etc/hosts\", \"prompt\": 8, \"output\":"
                        + " 2, \"batch\": 1}")
                .body())
        .contains("unknown model");
  }

  @Test
  void aLargeQuestionIsRefused() throws Exception {
    assertThat(ask("run", " ".repeat(300_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void aSavedTemplateIsTheDesign() throws Exception {
    String text =
        SavedTemplate.of(
            "snapdragon-8-gen-3",
            "Mine: \"fast\"",
            java.util.List.of(
                "memory.channels=8", "memory.data_rate=9600 MT/s", "process_node=N3E"));
    var file = new org.socompass.hardware.template.DeviceTemplate.File("mine", "mine.yaml", text);
    var files = new java.util.ArrayList<>(java.util.List.of(file));
    files.addAll(org.socompass.hardware.template.DeviceTemplate.of("snapdragon-8-gen-3").files());
    var device =
        org.socompass.hardware.template.DeviceTemplate.of("mine", files)
            .device(java.util.List.of());
    assertThat(device.name()).isEqualTo("Mine: \"fast\"");
    // 8 channels of 16 bit at 9600 MT/s: 8 * 2 B * 9.6e9/s = 153.6 GB/s.
    assertThat(device.memory().peakBytesPerSecond()).isEqualTo(153.6e9);
  }

  @Test
  void aPortInUseIsSaid() {
    assertThatThrownBy(
            () -> ExplorerServer.start("127.0.0.1", SERVER.address().getPort(), FAILURES::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--port: 127.0.0.1:" + SERVER.address().getPort());
  }
}
