package org.socompass.report.canvas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/**
 * A surface that becomes one page of vector PDF. The type is Liberation Sans, which comes with
 * PDFBox under the SIL Open Font License; the letters used are embedded, as publishers ask for. A
 * letter that it lacks becomes a question mark.
 */
public final class PdfCanvas implements Canvas {
  private static final String TYPE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /** Distance of the control points of a quarter circle, as a share of the radius. */
  private static final double ARC = 4.0 / 3 * (Math.sqrt(2) - 1);

  private static final float[] DASHES = {4, 4};

  private final PDPageContentStream content;
  private final PDFont font;
  private final double height;
  private final Map<Double, PDExtendedGraphicsState> opacities = new HashMap<>();

  /** The file of the type, read once. */
  private static final class Type {
    static final byte[] BYTES = bytes();

    private static byte[] bytes() {
      try (InputStream type = PDDocument.class.getResourceAsStream(TYPE)) {
        return Objects.requireNonNull(type, TYPE).readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private PdfCanvas(PDPageContentStream content, PDFont font, double height) {
    this.content = content;
    this.font = font;
    this.height = height;
  }

  /**
   * Returns a document of one page. It holds no date, so that equal drawings have equal bytes.
   *
   * @param title title of the document
   * @param width width of the page [pt]
   * @param height height of the page [pt]
   * @param drawing what draws on the page
   */
  public static byte[] document(
      String title, double width, double height, Consumer<Canvas> drawing) {
    var out = new ByteArrayOutputStream();
    try (var document = new PDDocument()) {
      document.setDocumentId(1L);
      document.getDocumentInformation().setTitle(title);
      var page = new PDPage(new PDRectangle((float) width, (float) height));
      document.addPage(page);
      PDFont font = font(document);
      try (var content = new PDPageContentStream(document, page)) {
        drawing.accept(new PdfCanvas(content, font, height));
      }
      document.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static PDFont font(PDDocument document) throws IOException {
    return PDType0Font.load(document, new ByteArrayInputStream(Type.BYTES), true);
  }

  @Override
  public void rectangle(double x, double y, double width, double high, Ink ink) {
    draw(ink, () -> content.addRect((float) x, up(y + high), (float) width, (float) high));
  }

  @Override
  public void circle(double x, double y, double radius, Ink ink) {
    double c = ARC * radius;
    draw(
        ink,
        () -> {
          content.moveTo((float) (x + radius), up(y));
          curve(x + radius, y + c, x + c, y + radius, x, y + radius);
          curve(x - c, y + radius, x - radius, y + c, x - radius, y);
          curve(x - radius, y - c, x - c, y - radius, x, y - radius);
          curve(x + c, y - radius, x + radius, y - c, x + radius, y);
          content.closePath();
        });
  }

  private void curve(double x1, double y1, double x2, double y2, double x3, double y3)
      throws IOException {
    content.curveTo((float) x1, up(y1), (float) x2, up(y2), (float) x3, up(y3));
  }

  @Override
  public void path(List<Place> places, Ink ink) {
    draw(
        ink,
        () -> {
          content.moveTo((float) places.get(0).x(), up(places.get(0).y()));
          for (Place place : places.subList(1, places.size())) {
            content.lineTo((float) place.x(), up(place.y()));
          }
        });
  }

  @Override
  public void text(double x, double y, String text, TextStyle style) {
    String known = known(text);
    try {
      double length = font.getStringWidth(known) / 1000 * style.size();
      double back =
          switch (style.anchor()) {
            case START -> 0;
            case MIDDLE -> length / 2;
            case END -> length;
          };
      content.saveGraphicsState();
      fillColour(style.colour());
      content.beginText();
      content.setFont(font, (float) style.size());
      content.setTextMatrix(
          style.isVertical()
              ? Matrix.getRotateInstance(Math.PI / 2, (float) x, up(y + back))
              : Matrix.getTranslateInstance((float) (x - back), up(y)));
      content.showText(known);
      content.endText();
      content.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String known(String text) {
    var result = new StringBuilder();
    text.codePoints().forEach(c -> result.append(isKnown(c) ? Character.toString(c) : "?"));
    return result.toString();
  }

  private boolean isKnown(int letter) {
    try {
      font.encode(Character.toString(letter));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** A step that adds to the page. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void draw(Ink ink, Step shape) {
    try {
      content.saveGraphicsState();
      if (ink.opacity() < 1) {
        content.setGraphicsStateParameters(opacity(ink.opacity()));
      }
      if (!ink.fill().isEmpty()) {
        fillColour(ink.fill());
      }
      if (!ink.stroke().isEmpty()) {
        content.setStrokingColor(
            part(ink.stroke(), 1), part(ink.stroke(), 3), part(ink.stroke(), 5));
        content.setLineWidth((float) ink.width());
        if (ink.isDashed()) {
          content.setLineDashPattern(DASHES, 0);
        }
      }
      shape.run();
      if (ink.fill().isEmpty()) {
        content.stroke();
      } else if (ink.stroke().isEmpty()) {
        content.fill();
      } else {
        content.fillAndStroke();
      }
      content.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PDExtendedGraphicsState opacity(double value) {
    return opacities.computeIfAbsent(
        value,
        v -> {
          var state = new PDExtendedGraphicsState();
          state.setNonStrokingAlphaConstant((float) (double) v);
          state.setStrokingAlphaConstant((float) (double) v);
          return state;
        });
  }

  private void fillColour(String colour) throws IOException {
    content.setNonStrokingColor(part(colour, 1), part(colour, 3), part(colour, 5));
  }

  private static float part(String colour, int at) {
    return Integer.parseInt(colour, at, at + 2, 16) / 255f;
  }

  private float up(double y) {
    return (float) (height - y);
  }
}
