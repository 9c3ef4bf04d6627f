package org.socompass.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A small GGUF file: two layers of 32, four heads of 8, 64 tokens, all of 16 bits. */
final class GgufBytes {
  private static final int ALIGNMENT = 32;
  private static final int TEXT = 8;
  private static final int U32 = 4;
  private static final int F16 = 1;

  private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private int values;
  private int count;
  private long offset;

  private GgufBytes() {}

  static byte[] model() {
    var file = new GgufBytes();
    file.text("general.architecture", "llama");
    file.number("llama.block_count", 2);
    file.number("llama.context_length", 128);
    file.number("llama.embedding_length", 32);
    file.number("llama.feed_forward_length", 64);
    file.number("llama.attention.head_count", 4);
    file.number("llama.attention.head_count_kv", 2);
    file.tensor("token_embd.weight", 32, 64);
    file.tensor("output_norm.weight", 32);
    for (int layer = 0; layer < 2; layer++) {
      String block = "blk." + layer + ".";
      for (String norm : List.of("attn_norm", "ffn_norm")) {
        file.tensor(block + norm + ".weight", 32);
      }
      for (String square : List.of("attn_q", "attn_output")) {
        file.tensor(block + square + ".weight", 32, 32);
      }
      for (String cache : List.of("attn_k", "attn_v")) {
        file.tensor(block + cache + ".weight", 32, 16);
      }
      for (String up : List.of("ffn_gate", "ffn_up")) {
        file.tensor(block + up + ".weight", 32, 64);
      }
      file.tensor(block + "ffn_down.weight", 64, 32);
    }
    return file.bytes();
  }

  private void text(String key, String value) {
    key(key, TEXT);
    string(metadata, value);
  }

  private void number(String key, int value) {
    key(key, U32);
    metadata.writeBytes(little(4).putInt(value).array());
  }

  private void key(String key, int type) {
    string(metadata, key);
    metadata.writeBytes(little(4).putInt(type).array());
    values++;
  }

  private void tensor(String name, long... dimensions) {
    string(tensors, name);
    tensors.writeBytes(little(4).putInt(dimensions.length).array());
    long elements = 1;
    for (long dimension : dimensions) {
      tensors.writeBytes(little(8).putLong(dimension).array());
      elements *= dimension;
    }
    tensors.writeBytes(little(12).putInt(F16).putLong(offset).array());
    offset = (offset + 2 * elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    count++;
  }

  private byte[] bytes() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(20).putInt(3).putLong(count).putLong(values).array());
    out.writeBytes(metadata.toByteArray());
    out.writeBytes(tensors.toByteArray());
    int data = (out.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    out.writeBytes(new byte[data - out.size() + (int) offset]);
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.writeBytes(little(8 + bytes.length).putLong(bytes.length).put(bytes).array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
