package org.socompass.serve;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask: the page that this server sent, and nobody else.
 *
 * <p>The address has a token that other pages and other users of the machine can't know. {@code
 * Host} must be that of the address, so that no name that a stranger points at this machine is
 * answered; {@code Origin} and {@code Sec-Fetch-Site}, where a browser sends them, must be our own.
 *
 * @param token first part of every path
 * @param hosts names and ports by which the server may be called
 */
record Guard(String token, Set<String> hosts) {
  private static final int TOKEN_BYTES = 16;

  Guard {
    hosts = Set.copyOf(hosts);
  }

  /** Returns a guard with a new token. */
  static Guard of(Set<String> hosts) {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Guard(HexFormat.of().formatHex(bytes), hosts);
  }

  /** Returns why a request is refused; empty if it is not. */
  Optional<String> refusal(String path, Headers headers) {
    List<String> host = headers.getOrDefault("Host", List.of());
    if (host.size() != 1 || !hosts.contains(host.get(0))) {
      return Optional.of("this host is not served");
    }
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      if (hosts.stream().noneMatch(h -> origin.equals("http://" + h))) {
        return Optional.of("other pages may not ask");
      }
    }
    for (String site : headers.getOrDefault("Sec-fetch-site", List.of())) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return Optional.of("other pages may not ask");
      }
    }
    return hasToken(path)
        ? Optional.empty()
        : Optional.of("open the address that socompass serve printed; it has a token");
  }

  private boolean hasToken(String path) {
    int end = path.indexOf('/', 1);
    String given = end < 0 ? "" : path.substring(1, end);
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what follows the token in a path that has it. */
  String rest(String path) {
    return path.substring(token.length() + 2);
  }
}
