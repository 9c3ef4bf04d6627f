package org.socompass.mapper.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.socompass.input.Digests;
import org.socompass.input.InputException;
import org.socompass.mapper.ResultStore;

/**
 * Results of searches in a folder, one file for each version of the models.
 *
 * <p>A record is a line: checksum, digest of version and key, result. Lines are appended under a
 * lock of the file, so that processes may share it. A line whose checksum is wrong, cut off or
 * garbage, is passed over, and what follows it is still read. A file that would outgrow its limit
 * is started anew; of the files of other versions the newest few are kept. Thread-safe.
 */
public final class DiskStore implements ResultStore, AutoCloseable {
  /** Limit of a file if nothing else is said [B]. */
  public static final long DEFAULT_BYTES = 16L << 20;

  private static final String PREFIX = "mappings-";
  private static final String SUFFIX = ".log";
  private static final int NAME_DIGITS = 16;
  private static final int CHECKSUM_DIGITS = 8;
  private static final int DIGEST_DIGITS = 64;
  private static final int LEAST_LINE = CHECKSUM_DIGITS + 1 + DIGEST_DIGITS + 1;
  private static final int OTHERS_KEPT = 3;
  private static final int RECORDS_AT_ONCE = 256;

  /** A JVM may lock a file once; its threads take turns. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path file;
  private final String version;
  private final long greatestBytes;
  private final Map<String, String> known = new ConcurrentHashMap<>();
  private final List<String> pending = new ArrayList<>();
  private String failure = "";

  private DiskStore(Path folder, String version, long greatestBytes) {
    this.file = folder.resolve(PREFIX + version.substring(0, NAME_DIGITS) + SUFFIX);
    this.version = version;
    this.greatestBytes = greatestBytes;
  }

  /**
   * Opens the store of a folder, which is made if it is not there.
   *
   * @throws InputException if the folder can't be made, read or written
   */
  public static DiskStore open(Path folder) {
    return open(folder, ModelVersion.current(), DEFAULT_BYTES);
  }

  /**
   * Opens a store.
   *
   * @param version version of the models, at least 16 characters
   * @param greatestBytes limit of the file [B]
   */
  static DiskStore open(Path folder, String version, long greatestBytes) {
    var store = new DiskStore(folder, version, greatestBytes);
    try {
      Files.createDirectories(folder);
      store.load();
      store.removeOthers(folder);
    } catch (IOException e) {
      throw new InputException("the cache " + folder + " can't be used: " + reason(e), e);
    }
    return store;
  }

  @Override
  public Optional<String> find(String key) {
    return Optional.ofNullable(known.get(digest(key)));
  }

  @Override
  public void put(String key, String result) {
    if (result.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a result is one line, but is " + result);
    }
    String digest = digest(key);
    if (known.putIfAbsent(digest, result) == null) {
      synchronized (pending) {
        pending.add(line(digest, result));
        if (pending.size() >= RECORDS_AT_ONCE) {
          flush();
        }
      }
    }
  }

  /** Writes what is not yet written. */
  @Override
  public void close() {
    synchronized (pending) {
      flush();
    }
  }

  /** Returns why results could not be written, empty if they were. */
  public Optional<String> failure() {
    synchronized (pending) {
      return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }
  }

  private String digest(String key) {
    return Digests.of(version + "\n" + key);
  }

  private static String line(String digest, String result) {
    String body = digest + " " + result;
    return checksum(body) + " " + body + "\n";
  }

  private static String checksum(String body) {
    var crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private void load() throws IOException {
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel = channel();
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || channel.size() > greatestBytes) {
          return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
          // Reads on.
        }
        // Garbage that is no UTF-8 has no valid checksum.
        new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
            .lines()
            .forEach(this::take);
      }
    }
  }

  private void take(String line) {
    if (line.length() < LEAST_LINE || line.charAt(CHECKSUM_DIGITS) != ' ') {
      return;
    }
    String body = line.substring(CHECKSUM_DIGITS + 1);
    if (body.charAt(DIGEST_DIGITS) == ' ' && line.startsWith(checksum(body))) {
      known.put(body.substring(0, DIGEST_DIGITS), body.substring(DIGEST_DIGITS + 1));
    }
  }

  /** Appends all pending lines; the caller holds their lock. */
  private void flush() {
    if (pending.isEmpty()) {
      return;
    }
    String text = String.join("", pending);
    pending.clear();
    if (!failure.isEmpty()) {
      return;
    }
    try {
      append(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      failure = file + " can't be written: " + reason(e);
    }
  }

  private void append(byte[] text) throws IOException {
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel = channel();
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("its lock was lost");
        }
        if (channel.size() + text.length + 1 > greatestBytes) {
          channel.truncate(0);
        }
        if (text.length + 1 > greatestBytes) {
          return;
        }
        long end = channel.size();
        var last = ByteBuffer.allocate(1);
        boolean isCut = end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
        var out = ByteBuffer.allocate(text.length + 1);
        if (isCut) {
          out.put((byte) '\n');
        }
        out.put(text).flip();
        for (long at = end; out.hasRemaining(); ) {
          at += channel.write(out, at);
        }
      }
    }
  }

  private FileChannel channel() throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void removeOthers(Path folder) throws IOException {
    List<Path> others;
    try (Stream<Path> files = Files.list(folder)) {
      others =
          files
              .filter(f -> f.getFileName().toString().matches(PREFIX + "[0-9a-f]{16}\\" + SUFFIX))
              .filter(f -> !f.equals(file))
              .sorted(Comparator.comparing(DiskStore::modified).reversed())
              .toList();
    }
    for (Path old : others.subList(Math.min(OTHERS_KEPT, others.size()), others.size())) {
      Files.deleteIfExists(old);
    }
  }

  private static long modified(Path path) {
    return path.toFile().lastModified();
  }

  private static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException) {
      return "it is a file";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return Objects.requireNonNullElse(reason, e.getClass().getSimpleName());
  }
}
