package org.socompass.operator;

/**
 * An operator that streams tensors through the vector units, row by row. A new one states its work
 * here and is priced, mapped and bounded like the others.
 */
public non-sealed interface StreamedOperator extends Operator {
  /**
   * What a model of streaming needs.
   *
   * @param rows rows that are independent of each other, each on one core
   * @param cols elements of a row
   * @param bytesPerElement of the wider of inputs and outputs [B]
   * @param inputs tensors read
   * @param outputs tensors written
   * @param reduces whether a row is reduced to a scalar before its elements are written
   * @param vectorOperations operations but exponentials and roots, of all elements [op]
   * @param exponentials of all elements
   * @param rsqrts reciprocal square roots, of all rows
   */
  record Work(
      double rows,
      double cols,
      double bytesPerElement,
      int inputs,
      int outputs,
      boolean reduces,
      double vectorOperations,
      double exponentials,
      double rsqrts) {
    /** Elements of a row where an operator has no rows of its own. */
    private static final double CHUNK = 1024;

    /** Returns the work of elements that know nothing of each other, as rows of 1024. */
    static Work ofElements(
        double elements, double bytesPerElement, ElementCost cost, double evaluations) {
      return new Work(
          elements / CHUNK,
          CHUNK,
          bytesPerElement,
          cost.inputs(),
          1,
          false,
          evaluations * cost.operations(),
          evaluations * cost.exponentials(),
          0);
    }
  }

  /** Returns its work. */
  Work work();
}
