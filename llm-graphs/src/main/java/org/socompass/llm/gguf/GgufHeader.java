package org.socompass.llm.gguf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a GGUF file, or of all parts of a split one.
 *
 * @param version of the format: 2 or 3
 * @param metadata values by key, in the order of the file
 * @param tensors tensors in the order of the file
 * @param headerBytes bytes up to the tensors' data, of all parts [B]
 * @param fileBytes bytes of the file, of all parts [B]
 * @param isComplete whether the data of all tensors lies within the file
 */
public record GgufHeader(
    int version,
    Map<String, GgufValue> metadata,
    List<GgufTensor> tensors,
    long headerBytes,
    long fileBytes,
    boolean isComplete) {
  /** Copies metadata and tensors. */
  public GgufHeader {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = List.copyOf(tensors);
  }

  /** Returns the text of a key, if it is there and a text. */
  public Optional<String> text(String key) {
    return metadata.get(key) instanceof GgufValue.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  /** Returns the bytes of all tensors [B]. */
  public long tensorBytes() {
    return tensors.stream().mapToLong(GgufTensor::bytes).reduce(0, Math::addExact);
  }
}
