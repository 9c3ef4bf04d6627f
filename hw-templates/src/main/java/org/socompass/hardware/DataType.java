package org.socompass.hardware;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.socompass.input.NearestName;
import org.socompass.input.Quoted;
import org.socompass.input.Section;

/**
 * How an element is stored. Block formats store one scale per group of elements beside the payload.
 *
 * <p><b>Source.</b> FP4 (NVFP4): 4-bit floats with one fp8 scale per 16. MXFP4: OCP Microscaling
 * Formats 1.0, 4-bit floats with one 8-bit exponent per 32. Q*, IQ* and TQ*: the block structures
 * of ggml ({@code ggml-common.h}) and {@code GGML_QUANT_SIZES} of its Python package gguf 0.19; the
 * payload is the whole bits of an element, the rest of the block counts as scale. INT4_G*, INT8_G*:
 * groups along the contraction, one fp16 scale each; ZP adds a zero point of the width of the
 * payload (AWQ, GPTQ), SB a bias in fp16 (MLX). TERNARY: {-1, 0, 1} in 2 bits, one scale for the
 * matrix.
 */
public enum DataType {
  /** IEEE binary32. */
  FP32(32, 0, 0),
  /** binary32 in memory, 10-bit mantissa in the matrix engine. */
  TF32(32, 0, 0),
  /** IEEE binary16. */
  FP16(16, 0, 0),
  /** bfloat16. */
  BF16(16, 0, 0),
  /** 8-bit float. */
  FP8(8, 0, 0),
  /** 16-bit integer. */
  INT16(16, 0, 0),
  /** 8-bit integer. */
  INT8(8, 0, 0),
  /** 8-bit integer, one fp16 scale and one fp16 bias per 64. */
  INT8_G64_SB(8, 32, 64),
  /** 4-bit integer. */
  INT4(4, 0, 0),
  /** 4-bit integer, one fp16 scale per 32. */
  INT4_G32(4, 16, 32),
  /** 4-bit integer, one fp16 scale per 64. */
  INT4_G64(4, 16, 64),
  /** 4-bit integer, one fp16 scale and one fp16 bias per 64. */
  INT4_G64_SB(4, 32, 64),
  /** 4-bit integer, one fp16 scale per 128. */
  INT4_G128(4, 16, 128),
  /** 4-bit integer, one fp16 scale and one 4-bit zero point per 128. */
  INT4_G128_ZP(4, 20, 128),
  /** -1, 0 or 1 in two bits. */
  TERNARY(2, 0, 0),
  /** 4-bit float, one fp8 scale per 16. */
  FP4(4, 8, 16),
  /** 4-bit float, one 8-bit exponent per 32. */
  MXFP4(4, 8, 32),
  /** llama.cpp: 8-bit integer, one fp16 scale per 32. */
  Q8_0(8, 16, 32),
  /** llama.cpp: 4-bit integer, one fp16 scale per 32. */
  Q4_0(4, 16, 32),
  /** llama.cpp: 4-bit integer, fp16 scale and minimum per 32. */
  Q4_1(4, 32, 32),
  /** llama.cpp: 5-bit integer, one fp16 scale per 32. */
  Q5_0(5, 16, 32),
  /** llama.cpp: 5-bit integer, fp16 scale and minimum per 32. */
  Q5_1(5, 32, 32),
  /** llama.cpp: 8-bit integer, fp16 scale and sum per 32. */
  Q8_1(8, 32, 32),
  /** llama.cpp: 18 bytes hold 128 elements of 1 bit. */
  Q1_0(1, 16, 128),
  /** llama.cpp: 84 bytes hold 256 elements of 2 bits. */
  Q2_K(2, 160, 256),
  /** llama.cpp: 110 bytes hold 256 elements of 3 bits. */
  Q3_K(3, 112, 256),
  /** llama.cpp: 144 bytes hold 256 elements of 4 bits. */
  Q4_K(4, 128, 256),
  /** llama.cpp: 176 bytes hold 256 elements of 5 bits. */
  Q5_K(5, 128, 256),
  /** llama.cpp: 210 bytes hold 256 elements of 6 bits. */
  Q6_K(6, 144, 256),
  /** llama.cpp: 292 bytes hold 256 elements of 8 bits. */
  Q8_K(8, 288, 256),
  /** llama.cpp: 50 bytes hold 256 elements of 1 bit. */
  IQ1_S(1, 144, 256),
  /** llama.cpp: 56 bytes hold 256 elements of 1 bit. */
  IQ1_M(1, 192, 256),
  /** llama.cpp: 66 bytes hold 256 elements of 2 bits. */
  IQ2_XXS(2, 16, 256),
  /** llama.cpp: 74 bytes hold 256 elements of 2 bits. */
  IQ2_XS(2, 80, 256),
  /** llama.cpp: 82 bytes hold 256 elements of 2 bits. */
  IQ2_S(2, 144, 256),
  /** llama.cpp: 98 bytes hold 256 elements of 3 bits. */
  IQ3_XXS(3, 16, 256),
  /** llama.cpp: 110 bytes hold 256 elements of 3 bits. */
  IQ3_S(3, 112, 256),
  /** llama.cpp: 18 bytes hold 32 elements of 4 bits. */
  IQ4_NL(4, 16, 32),
  /** llama.cpp: 136 bytes hold 256 elements of 4 bits. */
  IQ4_XS(4, 64, 256),
  /** llama.cpp: 54 bytes hold 256 elements of 1 bit. */
  TQ1_0(1, 176, 256),
  /** llama.cpp: 66 bytes hold 256 elements of 2 bits. */
  TQ2_0(2, 16, 256);

  private final int payloadBits;
  private final int scaleBits;
  private final int groupSize;

  DataType(int payloadBits, int scaleBits, int groupSize) {
    this.payloadBits = payloadBits;
    this.scaleBits = scaleBits;
    this.groupSize = groupSize;
  }

  /** Returns the bits of one element without its share of a scale. */
  public int payloadBits() {
    return payloadBits;
  }

  /** Returns the bytes of one element, its share of the group's scale included [B]. */
  public double bytesPerElement() {
    return (payloadBits + (groupSize == 0 ? 0.0 : (double) scaleBits / groupSize)) / 8.0;
  }

  /** Returns whether elements are integers (with or without scales). */
  public boolean isInteger() {
    return switch (this) {
      case FP32, TF32, FP16, BF16, FP8, FP4, MXFP4 -> false;
      default -> true;
    };
  }

  /**
   * Returns the type that a multiplier sees: blocks are unpacked before it, integers into the
   * narrowest of 4, 8 and 16 bits that holds them.
   */
  public DataType multiplied() {
    if (this == MXFP4) {
      return FP4;
    }
    if (!isInteger()) {
      return this;
    }
    return payloadBits <= 4 ? INT4 : payloadBits <= 8 ? INT8 : INT16;
  }

  /** Returns the elements that share a scale, 0 if the format has none. */
  public int groupSize() {
    return groupSize;
  }

  /** Returns the name used in files and on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the data type of a name; {@code f16} and {@code nvfp4} are other names of fp16 and fp4.
   *
   * @throws IllegalArgumentException if there is none, naming the nearest
   */
  public static DataType of(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    if (wanted.equals("f16")) {
      return FP16;
    }
    if (wanted.equals("nvfp4")) {
      return FP4;
    }
    for (DataType type : values()) {
      if (type.id().equals(wanted)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'" + id + "' is not a data type; " + NearestName.hint(id, ids()));
  }

  /** Returns the data type that a key of a template names. */
  public static DataType ofKey(Section s, String key) {
    if (!ids().contains(key)) {
      throw s.keyError(key, noType(key));
    }
    return of(key);
  }

  /** Returns the data type that the value of a key names. */
  public static DataType ofValue(Section s, String key) {
    String name = s.text(key);
    if (!ids().contains(name)) {
      throw s.error(key, noType(name));
    }
    return of(name);
  }

  private static String noType(String name) {
    return Quoted.of(name) + " is not a data type; " + NearestName.hint(name, ids());
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(DataType::id).toList();
  }
}
