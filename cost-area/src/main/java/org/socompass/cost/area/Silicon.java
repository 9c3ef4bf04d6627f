package org.socompass.cost.area;

import java.util.Optional;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.hardware.VectorUnit;

/**
 * What the area of a processor depends on beside its node and the inputs of the area model. Clocks,
 * kernels and energies take none.
 *
 * @param id its id
 * @param kind its kind
 * @param name its name, which blocks have
 * @param cores cores that the product uses
 * @param lanes lanes of a core
 * @param matrix matrix engine of a lane
 * @param vector vector unit of a lane
 * @param registerBytes registers of a core [B]
 * @param localBytes local buffer of a core [B]
 * @param global global buffer
 */
public record Silicon(
    String id,
    ProcessorKind kind,
    String name,
    int cores,
    int lanes,
    Optional<MatrixEngine> matrix,
    VectorUnit vector,
    long registerBytes,
    long localBytes,
    GlobalBuffer global) {
  /** Returns that of a processor. */
  public static Silicon of(Processor p) {
    return new Silicon(
        p.id(),
        p.kind(),
        p.name(),
        p.cores(),
        p.lanesPerCore(),
        p.matrix(),
        p.vector(),
        p.registerBytes(),
        p.local().capacityBytes(),
        p.global());
  }

  /** That of the fields by which most designs differ; {@link #equals} reads all. */
  @Override
  public int hashCode() {
    long bytes = registerBytes + 31 * localBytes + 31 * 31 * global.capacityBytes();
    int size = matrix.isPresent() ? matrix.get().rows() * 31 + matrix.get().columns() : 0;
    return ((id.hashCode() * 31 + cores) * 31 + size) * 31 + Long.hashCode(bytes);
  }
}
