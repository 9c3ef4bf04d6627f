package org.socompass.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.socompass.input.InputException;
import org.socompass.input.Section;
import org.socompass.input.YamlReader;
import org.socompass.report.PageData;

/**
 * The web server of the page. It listens on one address, answers its own page alone, and opens no
 * connection itself.
 */
public final class ExplorerServer implements AutoCloseable {
  private static final int MOST_QUESTION_BYTES = 256 << 10;
  private static final int THREADS = 4;
  private static final int BACKLOG = 32;
  private static final String SECONDS_OF_A_REQUEST = "60";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Guard guard;
  private final Explorer explorer = new Explorer();
  private final Sweeps sweeps = new Sweeps();
  private final Assets assets = new Assets();
  private final Map<String, Function<Section, Map<String, Object>>> questions;
  private final Consumer<Throwable> onFailure;
  private final URI address;

  private ExplorerServer(HttpServer server, String host, Consumer<Throwable> onFailure) {
    this.server = server;
    this.onFailure = onFailure;
    int port = server.getAddress().getPort();
    Set<String> hosts = new LinkedHashSet<>();
    String name = host.contains(":") ? "[" + host + "]" : host;
    hosts.add(name + ":" + port);
    if (server.getAddress().getAddress().isLoopbackAddress()) {
      hosts.add("localhost:" + port);
      hosts.add("127.0.0.1:" + port);
    }
    this.guard = Guard.of(hosts);
    this.address = URI.create("http://" + name + ":" + port + "/" + guard.token() + "/");
    this.threads = Executors.newFixedThreadPool(THREADS);
    this.questions = questions();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  private Map<String, Function<Section, Map<String, Object>>> questions() {
    Map<String, Function<Section, Map<String, Object>>> all = new LinkedHashMap<>();
    all.put("run", explorer::run);
    all.put("more", explorer::more);
    all.put("fields", explorer::fields);
    all.put("metrics", explorer::metrics);
    all.put("doubles", explorer::doubles);
    all.put("operator", explorer::operator);
    all.put("template", explorer::template);
    all.put("sweep", sweeps::start);
    all.put("sweep-points", sweeps::points);
    all.put("sweep-stop", sweeps::stop);
    return all;
  }

  /**
   * Starts a server.
   *
   * @param host address of this machine to listen on
   * @param port port; 0 for any that is free
   * @param onFailure told of errors that are ours
   * @throws InputException if the address can't be listened on
   */
  public static ExplorerServer start(String host, int port, Consumer<Throwable> onFailure) {
    // Small answers must not wait to be joined; slow senders must not hold a thread.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_OF_A_REQUEST);
    System.setProperty("sun.net.httpserver.maxRspTime", SECONDS_OF_A_REQUEST);
    try {
      var server =
          new ExplorerServer(
              HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG),
              host,
              onFailure);
      server.server.start();
      return server;
    } catch (UnknownHostException e) {
      throw new InputException("--host: there is no address " + host, e);
    } catch (BindException e) {
      throw new InputException(
          "--port: %s:%d can't be listened on: %s".formatted(host, port, e.getMessage()), e);
    } catch (IOException e) {
      throw new InputException("the server can't be started: " + e.getMessage(), e);
    }
  }

  /** Returns the address of the page, token included. */
  public URI address() {
    return address;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        String path = exchange.getRequestURI().getPath();
        Optional<String> refusal = guard.refusal(path, exchange.getRequestHeaders());
        if (refusal.isPresent()) {
          throw new Refused(403, refusal.get());
        }
        route(exchange, guard.rest(path));
      } catch (Refused e) {
        sendError(exchange, e.status(), String.valueOf(e.getMessage()), "");
      } catch (InputException e) {
        sendError(exchange, 422, Refusals.message(e), Refusals.path(e));
      } catch (RuntimeException | StackOverflowError e) {
        onFailure.accept(e);
        sendError(exchange, 500, "internal error; see where socompass serve runs", "");
      }
    }
  }

  private void route(HttpExchange exchange, String path) throws IOException {
    String method = exchange.getRequestMethod();
    if (method.equals("GET")) {
      get(exchange, path);
    } else if (method.equals("POST")) {
      post(exchange, path);
    } else {
      throw new Refused(405, "only GET and POST are answered");
    }
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    Optional<Assets.Asset> asset = assets.find(path);
    if (asset.isPresent()) {
      byte[] bytes = asset.get().text().getBytes(StandardCharsets.UTF_8);
      send(exchange, 200, asset.get().type(), POLICY, bytes);
    } else if (path.equals("lists")) {
      sendJson(exchange, 200, explorer.lists());
    } else if (path.matches("sweeps/[0-9]{1,6}/report.html")) {
      byte[] page = sweeps.report(path.split("/", -1)[1]).getBytes(StandardCharsets.UTF_8);
      // The page states its own policy, by the digests of its scripts.
      send(exchange, 200, "text/html; charset=utf-8", "frame-ancestors 'none'", page);
    } else {
      throw new Refused(404, "there is no such page");
    }
  }

  private void post(HttpExchange exchange, String path) throws IOException {
    if (path.equals("upload")) {
      byte[] bytes = body(exchange, Uploads.GREATEST_GGUF_BYTES);
      String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      String name = query.startsWith("name=") ? query.substring("name=".length()) : "";
      sendJson(exchange, 200, explorer.upload(decoded(name), bytes));
      return;
    }
    Function<Section, Map<String, Object>> question = questions.get(path);
    if (question == null) {
      throw new Refused(404, "there is no such question");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      throw new Refused(415, "questions are application/json");
    }
    String text = new String(body(exchange, MOST_QUESTION_BYTES), StandardCharsets.UTF_8);
    Map<String, Object> answer =
        InputException.checked(
            () -> Section.read(YamlReader.read(Refusals.QUESTION, text), "", question));
    sendJson(exchange, 200, answer);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InputException("the name of the file is not encoded", e);
    }
  }

  private static byte[] body(HttpExchange exchange, int most) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Refused(413, "larger than the %,d bytes that are read".formatted(most));
      }
      return bytes;
    }
  }

  private static void sendError(HttpExchange exchange, int status, String message, String path)
      throws IOException {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("error", message);
    error.put("path", path);
    sendJson(exchange, status, error);
  }

  private static void sendJson(HttpExchange exchange, int status, Map<String, ?> root)
      throws IOException {
    byte[] bytes = PageData.of(root).getBytes(StandardCharsets.UTF_8);
    send(exchange, status, "application/json; charset=utf-8", "default-src 'none'", bytes);
  }

  private static void send(
      HttpExchange exchange, int status, String type, String policy, byte[] bytes)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    sweeps.close();
  }
}
