package org.socompass.validation;

/** A file that a tool wrote about a device, read as a data set. */
public interface MeasuredFile {
  /**
   * Returns the data set of a file.
   *
   * @param file name for messages
   * @param text what the file says
   * @throws org.socompass.input.InputException with line, if it is not what the tool writes
   */
  Dataset read(String file, String text);
}
