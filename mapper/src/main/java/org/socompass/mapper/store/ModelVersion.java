package org.socompass.mapper.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.socompass.hardware.Device;
import org.socompass.input.Digests;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Operator;

/**
 * Version of the models: a digest of all classes that a result of a search may depend on, as they
 * were built. Nobody has to raise a number, and another compiler only makes results be searched
 * again.
 */
final class ModelVersion {
  /** One class of each package that takes part: hardware, cost models, searches. */
  private static final List<Class<?>> ANCHORS =
      List.of(Device.class, Operator.class, OperatorMapper.class);

  private ModelVersion() {}

  /** Returns the version in hexadecimal digits. */
  static String current() {
    MessageDigest digest = Digests.sha256();
    for (Class<?> anchor : ANCHORS) {
      String folder = anchor.getPackageName().replace('.', '/');
      add(digest, location(anchor), folder);
    }
    return Digests.hex(digest.digest());
  }

  private static Path location(Class<?> anchor) {
    try {
      return Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no place of " + anchor, e);
    }
  }

  /** Adds the classes of a folder of a class path entry, whichever form it has. */
  static void add(MessageDigest digest, Path location, String folder) {
    try {
      var classes = new TreeMap<String, byte[]>();
      if (Files.isDirectory(location)) {
        try (Stream<Path> files = Files.walk(location.resolve(folder))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
            String name = location.relativize(file).toString().replace('\\', '/');
            classes.put(name, Files.readAllBytes(file));
          }
        }
      } else {
        try (var jar = new ZipFile(location.toFile())) {
          for (var entry :
              jar.stream()
                  .filter(e -> e.getName().startsWith(folder + "/"))
                  .filter(e -> e.getName().endsWith(".class"))
                  .toList()) {
            try (InputStream in = jar.getInputStream(entry)) {
              classes.put(entry.getName(), in.readAllBytes());
            }
          }
        }
      }
      classes.forEach(
          (name, bytes) -> {
            digest.update((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
    } catch (IOException e) {
      throw new UncheckedIOException("the classes in " + location + " can't be read", e);
    }
  }
}
