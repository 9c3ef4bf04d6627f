package org.socompass.report.chart;

import java.util.List;
import java.util.Map;
import org.socompass.report.canvas.Canvas;

/**
 * Title, note and legend at the head of a chart.
 *
 * @param title the title, in as many lines as it takes
 * @param note what the reader must know, below it; empty for none
 * @param colours colours by what they mean, in the order of the legend; empty for no legend
 * @param width width of the chart [pt]
 * @param look type and distances
 */
record Heading(String title, String note, Map<String, String> colours, double width, Look look) {
  /** Distance of all that is drawn from the edges of a chart at the type of pages [pt]. */
  private static final double EDGE = 16;

  private static final double GAP = 8;
  private static final double LEADING = 1.25;

  /** Creates one without a note. */
  Heading(String title, Map<String, String> colours, double width, Look look) {
    this(title, "", colours, width, look);
  }

  /** Returns the distance of all that is drawn from the edges [pt]. */
  static double edge(Look look) {
    return look.of(EDGE);
  }

  private List<String> titles() {
    return look.title().wrapped(title, width - 2 * edge(look));
  }

  private List<String> notes() {
    return note.isEmpty() ? List.of() : look.label().wrapped(note, width - 2 * edge(look));
  }

  /** Returns where the legend begins [pt]. */
  private double legendTop() {
    return edge(look)
        + look.of(24)
        + (titles().size() - 1) * look.titlePoints() * LEADING
        + notes().size() * look.labelPoints() * LEADING;
  }

  /** Returns where the rest of the chart begins [pt]. */
  double bottom() {
    return legendTop() + Legend.height(colours, width - 2 * edge(look), look) + look.of(GAP);
  }

  /** Draws it. */
  void draw(Canvas canvas) {
    double y = edge(look) + look.labelPoints();
    for (String line : titles()) {
      canvas.text(edge(look), y, line, look.title());
      y += look.titlePoints() * LEADING;
    }
    for (String line : notes()) {
      canvas.text(edge(look), y, line, look.label());
      y += look.labelPoints() * LEADING;
    }
    Legend.draw(canvas, colours, edge(look), legendTop(), width - 2 * edge(look), look);
  }
}
