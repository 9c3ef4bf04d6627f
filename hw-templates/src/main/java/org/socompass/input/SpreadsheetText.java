package org.socompass.input;

/**
 * Text for the cells of a CSV file that a spreadsheet may open.
 *
 * <p><b>Source.</b> OWASP, CSV Injection: a cell that begins with one of these characters is run as
 * a formula.
 */
public final class SpreadsheetText {
  private static final String FORMULA = "=+-@\t\r";
  private static final String NUMBER = "[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?";

  private SpreadsheetText() {}

  /**
   * Returns text that no spreadsheet runs: with an apostrophe before what would be taken for a
   * formula. Numbers, and a dash alone, stay as they are.
   */
  public static String inert(String text) {
    boolean isFormula = text.length() > 1 && FORMULA.indexOf(text.charAt(0)) >= 0;
    return isFormula && !text.matches(NUMBER) ? "'" + text : text;
  }
}
