package org.socompass.inference.cut;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.socompass.hardware.Device;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.mapper.MappedOperator;
import org.socompass.operator.Bound;
import org.socompass.operator.MainMemoryStream;
import org.socompass.operator.Matmul;

/**
 * Products {@code C[m,n] = A[m,k] * B[k,n]} by the units in the banks of main memory (PIM): the
 * weights B stay where they are, only A and C cross the bus.
 *
 * <pre>{@code
 * t = t_switch + max(W / (B_in e), 2 m k n / P) + (c A + C) / B_out     W = ceil(m / r) B
 *
 * B_in e  bandwidth inside the memory that products reach   P  rate of the units
 * r       rows of A that one read of B serves               c  copies of A, one for each channel
 * B_out   what the processor that sends the commands reaches of the bus
 * }</pre>
 *
 * <p>The processor submits the product as it submits one of its own and waits. Nothing else reads
 * the memory meanwhile. Of groups of rows, as those of experts, each has its own W.
 *
 * <p><b>Source.</b> Ours, after published descriptions of HBM-PIM, LPDDR-PIM and GDDR6-AiM.
 * Assumptions and measured error: docs/processing-in-memory.md.
 */
public final class InMemory {
  private InMemory() {}

  /**
   * Returns the share of the weights of a model that lies in banks with units, 0 without such; of
   * each matrix the same, since where the others lie makes no difference to a token.
   *
   * @param weightsBytes the weights on all devices, asked for only with units [B]
   */
  public static double share(Device device, DoubleSupplier weightsBytes) {
    Optional<MainMemory.Pim> pim = device.memory().pim();
    if (pim.isEmpty()) {
      return 0;
    }
    double room = pim.get().capacityShare() * device.memory().capacityBytes();
    return Math.min(1, room * device.deviceCount() / weightsBytes.getAsDouble());
  }

  /** Returns whether the units of a memory can form a product. */
  public static boolean takes(MainMemory.Pim pim, Matmul product) {
    return pim.weights().contains(product.weight().multiplied())
        && pim.operationsPerSecond().containsKey(product.arithmetic())
        && mostRows(product) <= pim.maxRows();
  }

  private static long mostRows(Matmul product) {
    return product
        .groups()
        .map(g -> g.rows().stream().mapToLong(Long::longValue).max().orElse(0))
        .orElse(product.m());
  }

  /**
   * Returns a product in the memory of a device; empty if it has no units that can form it.
   *
   * @param onProcessor the same product on the processor that would send the commands
   */
  public static Optional<Piece> piece(Matmul product, Piece onProcessor, Device device) {
    return device
        .memory()
        .pim()
        .filter(pim -> takes(pim, product))
        .map(pim -> piece(product, onProcessor, device, pim));
  }

  /**
   * Returns an operator in the memory of a device whose banks hold all its weights; empty if it is
   * no product, or one that no units there can form.
   *
   * @param onProcessor the same on the processor that would send the commands
   */
  public static Optional<Piece> piece(MappedOperator onProcessor, Device device) {
    return onProcessor.operator() instanceof Matmul product
        ? piece(product, Piece.of(onProcessor, device, new CacheReach()), device)
        : Optional.empty();
  }

  private static Piece piece(Matmul product, Piece onProcessor, Device device, MainMemory.Pim pim) {
    Processor processor = device.processor(onProcessor.processor());
    double weights = weightBytesRead(product, pim.rowsPerRead());
    double sent = pim.inputCopies() * product.activationBytes();
    double rate = pim.operationsPerSecond().getOrDefault(product.arithmetic(), 0.0);
    double reading = weights / pim.achievableBytesPerSecond();
    double multiplying = product.operations() / rate;
    double crossing =
        (sent + product.outputBytes())
            / MainMemoryStream.bandwidth(processor, device.memory(), processor.dram().efficiency());
    double seconds = pim.modeSwitchSeconds() + Math.max(reading, multiplying) + crossing;
    return new Piece(
        onProcessor.processor(),
        product,
        seconds,
        sent + product.outputBytes(),
        onProcessor.submitSeconds(),
        bound(pim.modeSwitchSeconds(), reading, multiplying, crossing),
        Math.max(weights / pim.bytesPerSecond(), multiplying),
        new EnergyUse.InMemory(processor.id(), seconds, sent, product.outputBytes(), weights),
        weights);
  }

  /** Returns the bytes of weights that are read inside the memory [B]. */
  static double weightBytesRead(Matmul product, long rowsPerRead) {
    double reads =
        product
            .groups()
            .map(
                g ->
                    g.rows().stream().mapToLong(rows -> reads(rows, rowsPerRead)).sum()
                        / (double) product.batch())
            .orElse((double) reads(product.m(), rowsPerRead));
    return reads * product.weightBytes();
  }

  private static long reads(long rows, long rowsPerRead) {
    return (rows + rowsPerRead - 1) / rowsPerRead;
  }

  private static Bound bound(
      double switching, double reading, double multiplying, double crossing) {
    double inside = Math.max(reading, multiplying);
    if (switching > Math.max(inside, crossing)) {
      return Bound.LAUNCH;
    }
    return multiplying > Math.max(reading, crossing) ? Bound.COMPUTE : Bound.MEMORY;
  }
}
