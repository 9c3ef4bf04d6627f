package org.socompass.dse.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.socompass.dse.spec.Column;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.store.Row;

/** Rows of a sweep as Spark has them: the same cells under the same names. */
final class SparkRows {
  private SparkRows() {}

  static StructType schema(Columns columns) {
    var schema = new StructType();
    for (Column column : columns.all()) {
      schema = schema.add(column.id(), type(column.type()), true);
    }
    return schema;
  }

  private static DataType type(Column.Type type) {
    return switch (type) {
      case NUMBER -> DataTypes.DoubleType;
      case WHOLE -> DataTypes.LongType;
      case FLAG -> DataTypes.BooleanType;
      case TEXT -> DataTypes.StringType;
    };
  }

  static org.apache.spark.sql.Row ofRow(Row row) {
    return RowFactory.create(row.cells().toArray());
  }

  static Row toRow(org.apache.spark.sql.Row row) {
    List<@Nullable Object> cells = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i));
    }
    return new Row(cells);
  }
}
