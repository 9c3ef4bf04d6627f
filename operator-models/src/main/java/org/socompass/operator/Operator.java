package org.socompass.operator;

import org.socompass.hardware.DataType;
import org.socompass.hardware.OperatorClass;

/** What is computed: shapes and data types, nothing about how. */
public sealed interface Operator permits Matmul, Attention, StreamedOperator, Collective {
  /** Returns the operator's name in files and on the command line, as in {@code matmul}. */
  String id();

  /** Returns the class that its launch cost is looked up by. */
  OperatorClass operatorClass();

  /** Returns the floating-point or integer operations it needs; one MAC is two [op]. */
  double operations();

  /** Returns the bytes that must be read at least: each input once [B]. */
  double compulsoryReadBytes();

  /** Returns the bytes that must be written at least: each output once [B]. */
  double compulsoryWriteBytes();

  /** Returns the compulsory traffic, reads and writes [B]. */
  default double compulsoryBytes() {
    return compulsoryReadBytes() + compulsoryWriteBytes();
  }

  /** Returns the shape in words, for tables. */
  String shape();

  /** Returns the type that it computes in. */
  DataType arithmetic();

  /** Returns the types of its tensors in words, for tables. */
  default String types() {
    return arithmetic().id();
  }
}
