package org.socompass.dse.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.SweepSpec;
import org.socompass.input.InputException;

/**
 * Rows in a DuckDB file of the sweep's folder: one table, one transaction for each batch, the next
 * point after the last.
 */
public final class DuckDbStore implements RowStore {
  /** The database's name in the folder. */
  public static final String FILE = "sweep.duckdb";

  /** What a database begins with, behind a checksum; three blocks of headers precede all rows. */
  private static final String MAGIC = "DUCK";

  private static final int MAGIC_AT = 8;
  private static final long HEADERS_BYTES = 3 * 4096;
  private static final String MEMORY_LIMIT = "256MB";

  private final Path file;
  private final FolderLock lock;
  private final DuckDBConnection connection;
  private final List<Column> columns;
  private Lengths written = new Lengths(0, 0);
  private long size;

  /** Bytes of the database and of the log of what is not in it yet. */
  private record Lengths(long database, long log) {
    static Lengths of(Path file) {
      return new Lengths(file.toFile().length(), new File(file + ".wal").length());
    }
  }

  private DuckDbStore(
      Path file, FolderLock lock, DuckDBConnection connection, List<Column> columns) {
    this.file = file;
    this.lock = lock;
    this.connection = connection;
    this.columns = columns;
  }

  /**
   * Opens the store of a sweep.
   *
   * @param folder its folder; made if it is not there
   * @param isResumed whether to go on with the rows that are there; else there must be none
   * @throws InputException if the folder can't be written to, another process writes to it, it has
   *     rows that are not wanted, or rows of another sweep
   */
  public static DuckDbStore open(Path folder, SweepSpec spec, Columns columns, boolean isResumed) {
    if (folder.toString().matches(".*[;?].*")) {
      throw new InputException(folder + ": the database can't be in a path with ';' or '?'");
    }
    FolderLock lock = FolderLock.of(folder);
    Path file = folder.resolve(FILE);
    try {
      boolean isThere = Files.exists(file);
      if (isThere) {
        checkWhole(file);
      }
      if (isThere && !isResumed) {
        throw new InputException(
            folder + ": has a sweep already; go on with it by --resume, or name another folder");
      }
      var store = new DuckDbStore(file, lock, connect(file), columns.all());
      try {
        store.prepare(folder, spec.digest());
      } catch (InputException | SQLException e) {
        closeQuietly(store.connection);
        throw e;
      }
      return store;
    } catch (SQLException e) {
      lock.close();
      InputException failure = failure(file, e);
      throw Files.exists(file) && !isFull(e)
          ? new InputException(
              failure.getMessage()
                  + "; if the file is damaged, remove it with "
                  + FILE
                  + ".wal and start the sweep again",
              e)
          : failure;
    } catch (InputException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Checks that a database was begun: a disk that was full at the first write leaves a file that
   * has no header, or not all of it.
   */
  private static void checkWhole(Path file) {
    byte[] start;
    long length;
    try (InputStream in = Files.newInputStream(file)) {
      length = Files.size(file);
      start = in.readNBytes(MAGIC_AT + MAGIC.length());
    } catch (IOException e) {
      throw ResultFiles.failure(file, e);
    }
    boolean isWhole =
        length >= HEADERS_BYTES && new String(start, StandardCharsets.ISO_8859_1).endsWith(MAGIC);
    if (!isWhole) {
      throw new InputException(
          file
              + (length == 0 ? ": is empty" : ": is no database, or only the beginning of one")
              + ", as a full disk leaves it; no row is in it: remove it and start the sweep again");
    }
  }

  private static DuckDBConnection connect(Path file) throws SQLException {
    var options = new Properties();
    options.setProperty("threads", "1");
    options.setProperty("memory_limit", MEMORY_LIMIT);
    options.setProperty("autoinstall_known_extensions", "false");
    options.setProperty("autoload_known_extensions", "false");
    options.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, options);
  }

  private void prepare(Path folder, String digest) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS sweep (digest VARCHAR)");
      String fields =
          columns.stream()
              .map(c -> "\"" + c.id().replace("\"", "\"\"") + "\" " + type(c.type()))
              .collect(Collectors.joining(", "));
      statement.execute("CREATE TABLE IF NOT EXISTS points (" + fields + ")");
    }
    String known = "";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT digest FROM sweep")) {
      if (rows.next()) {
        known = rows.getString(1);
      }
    }
    if (known.isEmpty()) {
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO sweep VALUES (?)")) {
        insert.setString(1, digest);
        insert.execute();
      }
    } else if (!known.equals(digest)) {
      throw new InputException(
          folder
              + ": has rows of another sweep: the spec, the template or a model changed since;"
              + " name another folder");
    }
    connection.commit();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM points")) {
      size = rows.next() ? rows.getLong(1) : 0;
    }
    connection.commit();
  }

  private static String type(Column.Type type) {
    return switch (type) {
      case NUMBER -> "DOUBLE";
      case WHOLE -> "BIGINT";
      case FLAG -> "BOOLEAN";
      case TEXT -> "VARCHAR";
    };
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void append(List<Row> rows) {
    try {
      try (DuckDBAppender appender = connection.createAppender("main", "points")) {
        for (Row row : rows) {
          appender.beginRow();
          for (@Nullable Object cell : row.cells()) {
            append(appender, cell);
          }
          appender.endRow();
        }
      }
      connection.commit();
      checkWritten();
      size += rows.size();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /**
   * DuckDB 2.0.0.1 reports no error when its log can't grow: what is committed then is in memory
   * alone. A batch after which neither file has changed tells.
   */
  private void checkWritten() {
    Lengths now = Lengths.of(file);
    if (now.equals(written)) {
      throw new InputException(
          file + ": can't be written: the disk is full; what was written before is kept");
    }
    written = now;
  }

  private static void append(DuckDBAppender appender, @Nullable Object cell) throws SQLException {
    if (cell == null) {
      appender.appendNull();
    } else if (cell instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (cell instanceof Long number) {
      appender.append(number.longValue());
    } else if (cell instanceof Boolean truth) {
      appender.append(truth.booleanValue());
    } else {
      appender.append(String.valueOf(cell));
    }
  }

  @Override
  public void forEach(Consumer<Row> reader) {
    // One thread scans in the order of insertion, which is that of the points.
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM points")) {
      for (long expected = 0; rows.next(); expected++) {
        List<@Nullable Object> cells = new ArrayList<>(columns.size());
        for (int i = 1; i <= columns.size(); i++) {
          cells.add(rows.getObject(i));
        }
        var row = new Row(cells);
        if (row.point() != expected) {
          throw new IllegalStateException("row " + expected + " is of point " + row.point());
        }
        reader.accept(row);
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void exportParquet(Path target) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY points TO '" + target.toString().replace("'", "''") + "' (FORMAT parquet)");
    } catch (SQLException e) {
      throw failure(target, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(connection);
    lock.close();
  }

  private static void closeQuietly(DuckDBConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What was committed is in the file or its log.
    }
  }

  /** Returns what a failure of the database becomes: its first line, without its advice. */
  private static boolean isFull(SQLException e) {
    return String.valueOf(e.getMessage()).contains("No space left on device");
  }

  private static InputException failure(Path file, SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
    if (isFull(e)) {
      return new InputException(
          file
              + ": can't be written: the disk is full; make room and go on by --resume, or, if it"
              + " can't be read, remove it and start the sweep again",
          e);
    }
    return new InputException(file + ": can't be read or written: " + message, e);
  }
}
