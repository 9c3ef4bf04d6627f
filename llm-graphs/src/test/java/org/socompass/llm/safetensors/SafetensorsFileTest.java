package org.socompass.llm.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.socompass.input.InputException;

/** Headers of safetensors files that the tests write. */
final class SafetensorsFileTest {
  private static SafetensorsWriter small() {
    return new SafetensorsWriter()
        .tensor("model.embed_tokens.weight", "BF16", 2, 100, 8)
        .tensor("model.layers.0.self_attn.q_proj.qweight", "I32", 4, 1, 8)
        .tensor("model.layers.0.self_attn.q_proj.scales", "F16", 2, 1, 8)
        .tensor("model.layers.1.self_attn.q_proj.weight", "F8_E4M3", 1, 8, 8)
        .tensor("model.norm.weight", "F32", 4, 8);
  }

  @Test
  void tensorsAreRead() {
    assertThat(SafetensorsFile.parse("m", small().header()))
        .contains(
            new SafetensorsTensor("model.embed_tokens.weight", "BF16", List.of(100L, 8L), 1600),
            new SafetensorsTensor("model.norm.weight", "F32", List.of(8L), 32))
        .hasSize(5);
  }

  /** Of four bits eight share an int32; scales are none; layer 1 is beyond a model of one layer. */
  @Test
  void parametersAreThoseOfTheModel() {
    List<SafetensorsTensor> tensors = SafetensorsFile.parse("m", small().header());

    CheckpointParameters both = CheckpointParameters.of(tensors, 4, 2);
    assertThat(both.of(CheckpointParameters.Part.EMBEDDING)).isEqualTo(800);
    assertThat(both.of(CheckpointParameters.Part.LAYERS)).isEqualTo(8 * 8 + 64);
    assertThat(both.total()).isEqualTo(800 + 128 + 8);
    CheckpointParameters one = CheckpointParameters.of(tensors, 4, 1);
    assertThat(one.total()).isEqualTo(800 + 64 + 8);
    assertThat(one.others()).isEqualTo(64);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertError(new byte[3], "m: at byte 0: the file ends in the length of the header");
    assertError(
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
        "m: at byte 0: the length of the header must be 2 to 100000000, but is"
            + " 18446744073709551615");
    assertError(
        new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{', '}'},
        "m: at byte 0: the header has 100 bytes, but the file only 2 more");
    assertError(
        SafetensorsWriter.withLength("[]"), "m: at byte 8: the header is not a JSON object");
    assertError(
        SafetensorsWriter.withLength("{\"t\":{\"dtype\":\"F17\"}}"),
        "m: tensor 't': dtype 'F17' is not known");
    assertError(
        SafetensorsWriter.withLength("{\"t\":{\"dtype\":\"F16\",\"shape\":[-1]}}"),
        "m: tensor 't': shape: must be a whole number of at least 0, but is '-1'");
    assertError(
        SafetensorsWriter.withLength(
            "{\"t\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,4]}}"),
        "m: tensor 't': has 4 bytes, but 3 elements of F16");
    assertError(
        SafetensorsWriter.withLength(
            "{\"t\":{\"dtype\":\"F16\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}"),
        "m: tensor 't': is too large: its shape is [4611686018427387904, 4]");
  }

  @Test
  void noHeaderBreaksTheReader() {
    byte[] seed = small().header();
    var random = new SplittableRandom(23);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          int refused = 0;
          for (int i = 0; i < 5000; i++) {
            byte[] bytes = seed.clone();
            for (int c = random.nextInt(3); c >= 0; c--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
              CheckpointParameters.of(SafetensorsFile.parse("m", bytes), 4, 2);
            } catch (InputException e) {
              assertThat(e.getMessage()).startsWith("m: ");
              refused++;
            }
          }
          assertThat(refused).isBetween(1000, 4999);
        });
  }

  private static void assertError(byte[] bytes, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SafetensorsFile.parse("m", bytes))
        .withMessage(message);
  }
}
