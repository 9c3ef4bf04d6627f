package org.socompass.dse.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.store.Row;

/**
 * Rows as a worker sends them: a byte for the kind of each cell and what the kind does not say, of
 * which nothing if it is the cell of the row before; deflated.
 */
final class RowBytes {
  private static final int SAME = 0;
  private static final int NONE = 1;
  private static final int WHOLE = 2;
  private static final int NUMBER = 3;
  private static final int TRUE = 4;
  private static final int FALSE = 5;
  private static final int TEXT = 6;

  private RowBytes() {}

  static byte[] of(List<Row> rows) {
    var bytes = new ByteArrayOutputStream();
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try (var out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
      List<@Nullable Object> before = List.of();
      for (Row row : rows) {
        List<@Nullable Object> cells = row.cells();
        for (int i = 0; i < cells.size(); i++) {
          boolean isSame = i < before.size() && Objects.equals(before.get(i), cells.get(i));
          if (isSame) {
            out.writeByte(SAME);
          } else {
            write(cells.get(i), out);
          }
        }
        before = cells;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private static void write(@Nullable Object cell, DataOutputStream out) throws IOException {
    if (cell == null) {
      out.writeByte(NONE);
    } else if (cell instanceof Long whole) {
      out.writeByte(WHOLE);
      out.writeLong(whole);
    } else if (cell instanceof Double number) {
      out.writeByte(NUMBER);
      out.writeDouble(number);
    } else if (cell instanceof Boolean truth) {
      out.writeByte(truth ? TRUE : FALSE);
    } else if (cell instanceof String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      out.writeByte(TEXT);
      out.writeInt(encoded.length);
      out.write(encoded);
    } else {
      throw new IllegalArgumentException("no cell of a row: " + cell.getClass());
    }
  }

  /** Reads rows one at a time. Not safe for use by several threads. */
  static final class Reader {
    private final DataInputStream in;
    private List<@Nullable Object> before;

    /**
     * Begins with the first row.
     *
     * @param bytes what {@link #of} returned
     * @param columns cells of a row
     */
    Reader(byte[] bytes, int columns) {
      in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)));
      before = new ArrayList<>(Collections.nCopies(columns, null));
    }

    /** Returns the next row, of which there must be one. */
    Row next() {
      try {
        for (int i = 0; i < before.size(); i++) {
          int kind = in.readUnsignedByte();
          if (kind != SAME) {
            before.set(i, read(kind));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Row(before);
    }

    private @Nullable Object read(int kind) throws IOException {
      return switch (kind) {
        case NONE -> null;
        case WHOLE -> (Object) in.readLong();
        case NUMBER -> (Object) in.readDouble();
        case TRUE -> true;
        case FALSE -> false;
        case TEXT -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        default -> throw new IOException("no kind of a cell: " + kind);
      };
    }
  }
}
