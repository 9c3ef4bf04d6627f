package org.socompass.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The header of a GGUF file of 16 bits: four layers of 256, four heads of 64, 1024 words. */
final class SmallGguf {
  private static final int LAYERS = 4;
  private static final int WIDTH = 256;
  private static final int HIDDEN = 512;
  private static final int WORDS = 1024;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private int values;
  private int count;
  private long offset;

  private SmallGguf() {}

  /**
   * Words 1024 x 256, which are the head, too; a layer has two norms of 256, two squares and two
   * halves of them (keys and values of two heads), and three of 256 x 512; a norm at the end.
   */
  static long parameters() {
    long layer = 2L * WIDTH + 3L * WIDTH * WIDTH + 3L * WIDTH * HIDDEN;
    return (long) WORDS * WIDTH + LAYERS * layer + WIDTH;
  }

  static byte[] header() {
    var file = new SmallGguf();
    file.key("general.architecture", 8);
    string(file.metadata, "llama");
    file.number("llama.block_count", LAYERS);
    file.number("llama.context_length", 2048);
    file.number("llama.embedding_length", WIDTH);
    file.number("llama.feed_forward_length", HIDDEN);
    file.number("llama.attention.head_count", 4);
    file.number("llama.attention.head_count_kv", 2);
    file.tensor("token_embd", WIDTH, WORDS);
    file.tensor("output_norm", WIDTH);
    for (int i = 0; i < LAYERS; i++) {
      String block = "blk." + i + ".";
      List.of("attn_norm", "ffn_norm").forEach(n -> file.tensor(block + n, WIDTH));
      List.of("attn_q", "attn_output").forEach(n -> file.tensor(block + n, WIDTH, WIDTH));
      List.of("attn_k", "attn_v").forEach(n -> file.tensor(block + n, WIDTH, WIDTH / 2));
      List.of("ffn_gate", "ffn_up").forEach(n -> file.tensor(block + n, WIDTH, HIDDEN));
      file.tensor(block + "ffn_down", HIDDEN, WIDTH);
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(20).putInt(3).putLong(file.count).putLong(file.values).array());
    out.writeBytes(file.metadata.toByteArray());
    out.writeBytes(file.tensors.toByteArray());
    return out.toByteArray();
  }

  private void number(String key, int value) {
    key(key, 4);
    metadata.writeBytes(little(4).putInt(value).array());
  }

  private void key(String key, int type) {
    string(metadata, key);
    metadata.writeBytes(little(4).putInt(type).array());
    values++;
  }

  private void tensor(String name, long... dimensions) {
    string(tensors, name + ".weight");
    tensors.writeBytes(little(4).putInt(dimensions.length).array());
    long elements = 1;
    for (long dimension : dimensions) {
      tensors.writeBytes(little(8).putLong(dimension).array());
      elements *= dimension;
    }
    tensors.writeBytes(little(12).putInt(1).putLong(offset).array());
    offset += 2 * elements;
    count++;
  }

  private static void string(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.writeBytes(little(8 + bytes.length).putLong(bytes.length).put(bytes).array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
