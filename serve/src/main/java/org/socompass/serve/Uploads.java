package org.socompass.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.socompass.api.Model;
import org.socompass.input.InputException;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;

/**
 * Models that the page sent: a {@code config.json} of Hugging Face, or the header of a GGUF file.
 * They are read in memory, within bounds, and never touch a disk; the oldest makes room for the
 * newest. Thread-safe.
 */
final class Uploads {
  /** Headers of GGUF files hold the words of the model: 5 to 12 MB of those that are usual. */
  static final int GREATEST_GGUF_BYTES = 48 << 20;

  static final int GREATEST_CONFIG_BYTES = 1 << 20;

  private static final int MOST = 8;
  private static final int LONGEST_NAME = 100;

  /**
   * A model that was sent.
   *
   * @param id what questions call it
   * @param file name of the file
   * @param model the model, and how its file stores it
   */
  record Upload(String id, String file, Model model) {}

  private final Deque<Upload> kept = new ArrayDeque<>();
  private int count;

  /**
   * Reads a model and keeps it.
   *
   * @param name name of the file
   * @param bytes the file, or of a GGUF file as much of its begin as holds the header
   * @throws InputException if it is not a valid model
   */
  Upload add(String name, byte[] bytes) {
    String file = fileName(name);
    boolean isGguf = file.toLowerCase(Locale.ROOT).endsWith(".gguf");
    if (!isGguf && !file.toLowerCase(Locale.ROOT).endsWith(".json")) {
      throw new InputException(file + ": must be a config.json of Hugging Face or a .gguf file");
    }
    int most = isGguf ? GREATEST_GGUF_BYTES : GREATEST_CONFIG_BYTES;
    if (bytes.length > most) {
      throw new InputException(
          "%s: is larger than the %,d bytes that are read".formatted(file, most));
    }
    return keep(file, isGguf ? Model.ofGguf(file, bytes) : Model.ofText(file, text(file, bytes)));
  }

  private synchronized Upload keep(String file, Model model) {
    var upload = new Upload("upload-" + ++count, file, model);
    kept.addLast(upload);
    if (kept.size() > MOST) {
      kept.removeFirst();
    }
    return upload;
  }

  /** Returns the last part of a name, without what no file name needs. */
  private static String fileName(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String plain = last.replaceAll("[^\\w.() +-]", "_").strip();
    if (plain.isEmpty() || plain.length() > LONGEST_NAME) {
      throw new InputException("the name of the file must have 1 to " + LONGEST_NAME + " letters");
    }
    return plain;
  }

  private static String text(String file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": is not UTF-8 text", e);
    }
  }

  /**
   * Returns a model that was sent; empty if the id is of none that was ever sent.
   *
   * @throws InputException if it had to make room
   */
  synchronized Optional<Upload> find(String id) {
    if (!id.startsWith("upload-")) {
      return Optional.empty();
    }
    Optional<Upload> found = kept.stream().filter(u -> u.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      List<String> ids = new ArrayList<>(kept.stream().map(Upload::id).toList());
      throw new InputException(
          Quoted.of(id)
              + " is not here any more; upload it again"
              + (ids.isEmpty() ? "" : " (" + NearestName.hint(id, ids) + ")"));
    }
    return found;
  }

  /** Returns all that are kept, the oldest first. */
  synchronized List<Upload> all() {
    return List.copyOf(kept);
  }
}
