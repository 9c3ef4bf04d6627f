package org.socompass.llm.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socompass.hardware.DataType;
import org.socompass.input.InputException;

/** Headers of files that the tests write: what they hold, and what is wrong at which byte. */
final class GgufReaderTest {
  @TempDir private Path folder;

  private static GgufWriter small() {
    return new GgufWriter()
        .text("general.architecture", "llama")
        .u32("llama.block_count", 1)
        .f32("llama.rope.freq_base", 10_000)
        .u32s("llama.attention.head_count_kv", 4, 2)
        .flags("pattern", true, false)
        .texts("tokenizer.ggml.tokens", List.of("a", "b", "c"))
        .tensor("token_embd.weight", GgufType.Q6_K, 256, 10)
        .tensor("output_norm.weight", GgufType.F32, 256);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void metadataAndTensorsAreRead(int version) {
    byte[] file = small().version(version).file();

    GgufHeader header = GgufFile.parse("m.gguf", file);

    assertThat(header.version()).isEqualTo(version);
    assertThat(header.metadata())
        .containsEntry("general.architecture", new GgufValue.Text("llama"))
        .containsEntry("llama.block_count", new GgufValue.Whole(1))
        .containsEntry("llama.rope.freq_base", new GgufValue.Real(10_000))
        .containsEntry(
            "llama.attention.head_count_kv",
            new GgufValue.Items(List.of(new GgufValue.Whole(4), new GgufValue.Whole(2))))
        .containsEntry(
            "pattern",
            new GgufValue.Items(List.of(new GgufValue.Flag(true), new GgufValue.Flag(false))))
        .containsEntry("tokenizer.ggml.tokens", new GgufValue.Skipped(3));
    // 2560 elements are 10 blocks of 210 bytes; the next multiple of 32 is 2112.
    assertThat(header.tensors())
        .containsExactly(
            new GgufTensor("token_embd.weight", List.of(256L, 10L), GgufType.Q6_K, 0),
            new GgufTensor("output_norm.weight", List.of(256L), GgufType.F32, 2112));
    assertThat(header.tensors()).extracting(GgufTensor::bytes).containsExactly(2100L, 1024L);
    assertThat(header.tensorBytes()).isEqualTo(3124);
    assertThat(header.fileBytes()).isEqualTo(file.length);
    assertThat(header.isComplete()).isTrue();
  }

  /** Of a file that is still being downloaded the header is enough. */
  @Test
  void aFileWithoutItsDataIsIncomplete() {
    assertThat(GgufFile.parse("m.gguf", small().header()).isComplete()).isFalse();
  }

  /** A type's bytes an element are those of the data type that prices it. */
  @ParameterizedTest
  @EnumSource(GgufType.class)
  void blocksAreThoseOfTheDataType(GgufType type) {
    type.dataType()
        .ifPresent(
            data ->
                assertThat((double) type.blockBytes() / type.blockElements())
                    .as(type.id())
                    .isEqualTo(data.bytesPerElement()));
    boolean isPlain = List.of("i8", "i16", "i32", "i64", "f64").contains(type.id());
    assertThat(type.dataType().isEmpty()).as(type.id()).isEqualTo(isPlain);
    assertThat(type.dataType()).isNotEqualTo(java.util.Optional.of(DataType.INT8));
  }

  /** Blocks of ggml-common.h. */
  @ParameterizedTest
  @CsvSource({
    "Q4_0, 32, 18", // fp16 + 16
    "Q4_1, 32, 20", // 2 fp16 + 16
    "Q5_0, 32, 22", // fp16 + 4 + 16
    "Q5_1, 32, 24", // 2 fp16 + 4 + 16
    "Q8_0, 32, 34", // fp16 + 32
    "Q2_K, 256, 84", // 16 + 64 + 2 fp16
    "Q3_K, 256, 110", // 32 + 64 + 12 + fp16
    "Q4_K, 256, 144", // 2 fp16 + 12 + 128
    "Q5_K, 256, 176", // 2 fp16 + 12 + 32 + 128
    "Q6_K, 256, 210", // 128 + 64 + 16 + fp16
    "IQ4_XS, 256, 136", // fp16 + 2 + 4 + 128
    "TQ1_0, 256, 54", // 48 + 4 + fp16
    "TQ2_0, 256, 66", // 64 + fp16
    "MXFP4, 32, 17", // 1 + 16
    "NVFP4, 64, 36" // 4 + 32
  })
  void blocksHaveTheirPublishedSizes(GgufType type, int elements, int bytes) {
    assertThat(type.blockElements()).isEqualTo(elements);
    assertThat(type.blockBytes()).isEqualTo(bytes);
  }

  @Test
  void otherFormatsAreNamed() {
    assertError("GGU", "at byte 0: the file ends in the magic number: 4 bytes needed, 3 left");
    assertError("PK\u0003\u0004abcd", "at byte 0: is not a GGUF file: it does not start with GGUF");
    assertError(
        "tjgg\u0001\0\0\0",
        "at byte 0: is of the format ggjt that GGUF replaced in 2023; convert it to GGUF");
    assertError("GGUF\u0001\0\0\0", "at byte 4: is of GGUF version 1; versions 2 and 3 are read");
    assertError(
        "GGUF\0\0\0\u0003",
        "at byte 4: is a big-endian GGUF file; only little-endian ones are read");
  }

  @Test
  void countsAreBoundedByTheFile() {
    byte[] file = small().header();
    assertError(
        patched(file, 8, Long.MAX_VALUE),
        "at byte 8: the number of tensors must be at most 1048576, but is 9223372036854775807");
    assertError(
        patched(file, 8, -1),
        "at byte 8: the number of tensors must be at most 1048576, but is 18446744073709551615");
    assertError(
        patched(file, 16, 60_000),
        "at byte 16: the number of metadata keys is 60000, but the file has only "
            + (file.length - 24)
            + " bytes more");
    // The first key's length is at byte 24, the length of its text at 24 + 8 + 20 + 4.
    assertError(
        patched(file, 24, 1L << 40),
        "at byte 24: the length of a metadata key must be at most 65535, but is 1099511627776");
    assertError(
        patched(file, 56, 1L << 40),
        "at byte 56: the length of the value of 'general.architecture' is 1099511627776, but the"
            + " file has only "
            + (file.length - 64)
            + " bytes more");
  }

  @Test
  void listsNestFourDeep() {
    // A list of one list of one list ...: type 9, length 1 each.
    ByteBuffer nested = ByteBuffer.allocate(12 * 6).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      nested.putInt(i < 5 ? 9 : 4).putLong(i < 5 ? 1 : 0);
    }
    byte[] file = new GgufWriter().put("deep", 9, nested.array()).header();

    assertError(file, "at byte 88: the value of 'deep' has more than 4 nested lists");
  }

  @Test
  void tensorsAreChecked() {
    assertError(
        new GgufWriter().tensor("t", GgufType.Q4_0.number(), 0, 0, 33).header(),
        "at byte 33: tensor 't': rows of 33 elements are no multiple of the block of 32 of q4_0");
    assertError(
        new GgufWriter().tensor("t", 4, 0, 0, 32).header(),
        "at byte 45: tensor 't' has the type 4, which is not known");
    assertError(
        new GgufWriter().tensor("t", 0, 0, 0, 1, 1, 1, 1, 1).header(),
        "at byte 33: tensor 't' must have 1 to 4 dimensions, but has 5");
    assertError(
        new GgufWriter().tensor("t", 0, 0, 0, 1L << 40, 1L << 40).header(),
        "at byte 33: tensor 't' is too large: its dimensions are [1099511627776, 1099511627776]");
    assertError(
        new GgufWriter().tensor("t", 0, 0, 0, 0).header(),
        "at byte 33: tensor 't': dimensions must be positive, but are [0]");
    assertError(
        new GgufWriter().tensor("t", 0, 0, 0, 1L << 31, 4).header(),
        "at byte 33: tensor 't': dimensions must be at most 2147483647, but are [2147483648, 4]");
    assertError(
        new GgufWriter().tensor("t", 0, 7, 0, 1).header(),
        "at byte 49: the offset of tensor 't' must be a multiple of 32, but is 7");
    assertError(
        new GgufWriter().tensor("t", 0, 0, 4, 1).tensor("t", 0, 32, 4, 1).header(),
        "at byte 57: the tensor 't' is there twice");
    assertError(
        new GgufWriter().tensor("a", 0, 0, 0, 100).tensor("b", 0, 32, 4, 1).header(),
        "at byte 90: tensors 'a' and 'b' overlap: 400 bytes at 0, and 32");
  }

  @Test
  void splitFilesAreReadTogether() throws IOException {
    List<String> names = GgufWriter.partNames("m", 2);
    Files.write(
        folder.resolve(names.get(0)),
        small().u16("split.no", 0).u16("split.count", 2).u32("split.tensors.count", 3).file());
    Files.write(
        folder.resolve(names.get(1)),
        new GgufWriter()
            .u16("split.no", 1)
            .u16("split.count", 2)
            .tensor("output.weight", GgufType.F16, 256, 10)
            .file());

    for (String name : names) {
      GgufHeader header = GgufFile.read(folder.resolve(name));

      assertThat(header.text("general.architecture")).contains("llama");
      assertThat(header.tensors()).hasSize(3);
      // 2100 + 1024 as above, 2560 elements of two bytes.
      assertThat(header.tensorBytes()).isEqualTo(3124 + 5120);
    }
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Path first = folder.resolve("m-00001-of-00002.gguf");
    Files.write(first, small().u16("split.no", 0).u16("split.count", 2).file());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> GgufFile.read(first))
        .withMessage(folder.resolve("m-00002-of-00002.gguf") + ": no such file");

    Path other = folder.resolve("m.gguf");
    Files.write(other, small().u16("split.no", 0).u16("split.count", 2).file());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> GgufFile.read(other))
        .withMessage(
            other
                + ": is one of 2 parts of a model, but is not named like NAME-00001-of-00002.gguf");
  }

  @Test
  void filesThatAreNoneAreRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> GgufFile.read(folder))
        .withMessage(folder + ": is a folder, not a file");
    Path missing = folder.resolve("x.gguf");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> GgufFile.read(missing))
        .withMessage(missing + ": no such file");
  }

  private static byte[] patched(byte[] file, int at, long value) {
    byte[] copy = file.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    return copy;
  }

  private static void assertError(String bytes, String message) {
    assertError(bytes.getBytes(StandardCharsets.ISO_8859_1), message);
  }

  private static void assertError(byte[] bytes, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> GgufFile.parse("m.gguf", bytes))
        .withMessage("m.gguf: " + message);
  }
}
