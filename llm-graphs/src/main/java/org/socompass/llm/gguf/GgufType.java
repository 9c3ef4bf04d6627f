package org.socompass.llm.gguf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.socompass.hardware.DataType;

/**
 * The types of tensors in GGUF files: blocks of elements of a fixed size.
 *
 * <p><b>Source.</b> ggml, {@code ggml.h} (numbers) and {@code ggml-common.h} (block structures), as
 * the Python package gguf 0.19 publishes them in {@code GGML_QUANT_SIZES}; that table's Q8_1 has 40
 * bytes, the structure two fp16 and 32 bytes, 36. Numbers that are missing belong to types that
 * were removed.
 */
public enum GgufType {
  /** 4 bytes an element. */
  F32(0, 1, 4, DataType.FP32),
  /** 2 bytes an element. */
  F16(1, 1, 2, DataType.FP16),
  /** 32 elements in 18 bytes. */
  Q4_0(2, 32, 18, DataType.Q4_0),
  /** 32 elements in 20 bytes. */
  Q4_1(3, 32, 20, DataType.Q4_1),
  /** 32 elements in 22 bytes. */
  Q5_0(6, 32, 22, DataType.Q5_0),
  /** 32 elements in 24 bytes. */
  Q5_1(7, 32, 24, DataType.Q5_1),
  /** 32 elements in 34 bytes. */
  Q8_0(8, 32, 34, DataType.Q8_0),
  /** 32 elements in 36 bytes. */
  Q8_1(9, 32, 36, DataType.Q8_1),
  /** 256 elements in 84 bytes. */
  Q2_K(10, 256, 84, DataType.Q2_K),
  /** 256 elements in 110 bytes. */
  Q3_K(11, 256, 110, DataType.Q3_K),
  /** 256 elements in 144 bytes. */
  Q4_K(12, 256, 144, DataType.Q4_K),
  /** 256 elements in 176 bytes. */
  Q5_K(13, 256, 176, DataType.Q5_K),
  /** 256 elements in 210 bytes. */
  Q6_K(14, 256, 210, DataType.Q6_K),
  /** 256 elements in 292 bytes. */
  Q8_K(15, 256, 292, DataType.Q8_K),
  /** 256 elements in 66 bytes. */
  IQ2_XXS(16, 256, 66, DataType.IQ2_XXS),
  /** 256 elements in 74 bytes. */
  IQ2_XS(17, 256, 74, DataType.IQ2_XS),
  /** 256 elements in 98 bytes. */
  IQ3_XXS(18, 256, 98, DataType.IQ3_XXS),
  /** 256 elements in 50 bytes. */
  IQ1_S(19, 256, 50, DataType.IQ1_S),
  /** 32 elements in 18 bytes. */
  IQ4_NL(20, 32, 18, DataType.IQ4_NL),
  /** 256 elements in 110 bytes. */
  IQ3_S(21, 256, 110, DataType.IQ3_S),
  /** 256 elements in 82 bytes. */
  IQ2_S(22, 256, 82, DataType.IQ2_S),
  /** 256 elements in 136 bytes. */
  IQ4_XS(23, 256, 136, DataType.IQ4_XS),
  /** 1 byte an element. */
  I8(24, 1, 1),
  /** 2 bytes an element. */
  I16(25, 1, 2),
  /** 4 bytes an element. */
  I32(26, 1, 4),
  /** 8 bytes an element. */
  I64(27, 1, 8),
  /** 8 bytes an element. */
  F64(28, 1, 8),
  /** 256 elements in 56 bytes. */
  IQ1_M(29, 256, 56, DataType.IQ1_M),
  /** 2 bytes an element. */
  BF16(30, 1, 2, DataType.BF16),
  /** 256 elements in 54 bytes. */
  TQ1_0(34, 256, 54, DataType.TQ1_0),
  /** 256 elements in 66 bytes. */
  TQ2_0(35, 256, 66, DataType.TQ2_0),
  /** 32 elements in 17 bytes. */
  MXFP4(39, 32, 17, DataType.MXFP4),
  /** 64 elements in 36 bytes. */
  NVFP4(40, 64, 36, DataType.FP4),
  /** 128 elements in 18 bytes. */
  Q1_0(41, 128, 18, DataType.Q1_0);

  private final int number;
  private final int blockElements;
  private final int blockBytes;
  private final Optional<DataType> dataType;

  GgufType(int number, int blockElements, int blockBytes) {
    this.number = number;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.dataType = Optional.empty();
  }

  GgufType(int number, int blockElements, int blockBytes, DataType dataType) {
    this.number = number;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.dataType = Optional.of(dataType);
  }

  /** Returns the type of a number in a file, if it is known. */
  static Optional<GgufType> of(long number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** Returns its number in files. */
  public int number() {
    return number;
  }

  /** Returns the elements of a block. */
  public int blockElements() {
    return blockElements;
  }

  /** Returns the bytes of a block [B]. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Returns the type of a weight that is stored so; empty if no weight is. */
  public Optional<DataType> dataType() {
    return dataType;
  }

  /** Returns the name that llama.cpp prints. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
