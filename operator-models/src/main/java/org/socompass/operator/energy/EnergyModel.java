package org.socompass.operator.energy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.socompass.hardware.DataType;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorEnergy;
import org.socompass.hardware.power.MemoryEnergy;
import org.socompass.operator.Attention;
import org.socompass.operator.Collective;
import org.socompass.operator.Matmul;
import org.socompass.operator.MemoryLevel;
import org.socompass.operator.Operator;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.Rates;

/**
 * Energy of an operator on its processor and in main memory.
 *
 * <pre>{@code
 * t latency, r = t - launch running; O_x operations of products, O_v the others; R, W bytes of main
 * memory read and written; n cores at clock f
 * E_processor = P_0 t + [product] e_c n f r + e_x O_x + e_v O_v + e_R R + e_W W
 * E_memory    = P_m t + P_a r + d_R R' + d_W W
 * }</pre>
 *
 * <p>R' is R without what a system cache serves.
 *
 * <p>A core that forms products issues without pause, so that its cycles cost energy whatever they
 * complete; a core that streams sleeps until its bytes arrive. Operations are the useful ones:
 * padding multiplies zeros. What is written is the result; all other traffic is read.
 *
 * <p><b>Source.</b> Ours, after the rail model of LLMCompassPlus (constant, operations, bytes).
 * Symbols, constants and measured error: docs/energy.md.
 */
public final class EnergyModel {
  private EnergyModel() {}

  /**
   * Returns the energy of an operator that starts when the one before ends.
   *
   * @return empty if the template lacks what {@link #missing} names
   */
  public static Optional<Energy> of(
      OperatorCost cost, Operator operator, Processor processor, MainMemory memory) {
    return of(cost, operator, processor, memory, cost.latencySeconds());
  }

  /**
   * Returns the energy of an operator that takes another time than it would alone: queued, or
   * waiting for another processor. Time beyond its running is idle.
   *
   * @param seconds from its start to that of the next operator [s]
   * @return empty if the template lacks what {@link #missing} names
   */
  public static Optional<Energy> of(
      OperatorCost cost,
      Operator operator,
      Processor processor,
      MainMemory memory,
      double seconds) {
    double running = Math.min(seconds, cost.latencySeconds() - cost.launchSeconds());
    double traffic = cost.traffic(MemoryLevel.MAIN_MEMORY);
    return aboveIdle(operator, processor, memory, running, traffic, traffic)
        .map(
            e ->
                e.plus(
                    Energy.idle(
                        processor.energy().orElseThrow().idleWatts(),
                        memory.energy().orElseThrow().idleWatts(),
                        seconds)));
  }

  /**
   * Returns the energy of an operator above what its processor and main memory draw anyway: add
   * their idle power over the time that they are on, once, however many operators run at once.
   *
   * @param memoryBytes bytes that reach main memory; less than its traffic where a system cache
   *     serves some [B]
   * @return empty if the template lacks what {@link #missing} names
   */
  public static Optional<Energy> aboveIdle(
      OperatorCost cost,
      Operator operator,
      Processor processor,
      MainMemory memory,
      double memoryBytes) {
    double running = cost.latencySeconds() - cost.launchSeconds();
    double traffic = cost.traffic(MemoryLevel.MAIN_MEMORY);
    return aboveIdle(operator, processor, memory, running, traffic, memoryBytes);
  }

  /**
   * Returns the energy above idle of an operator whose duration and traffic are known otherwise.
   *
   * @param running how long it runs [s]
   * @param traffic bytes that the processor reads and writes [B]
   * @param memoryBytes bytes of them that reach main memory [B]
   * @return empty if the template lacks what {@link #missing} names
   */
  public static Optional<Energy> aboveIdle(
      Operator operator,
      Processor processor,
      MainMemory memory,
      double running,
      double traffic,
      double memoryBytes) {
    if (operator instanceof Collective
        || processor.energy().isEmpty()
        || memory.energy().isEmpty()) {
      return Optional.empty();
    }
    Work work = work(operator);
    ProcessorEnergy p = processor.energy().get();
    MemoryEnergy m = memory.energy().get();
    OptionalDouble ofProduct =
        work.product().isPresent() ? ofOperation(p, work.product().get()) : OptionalDouble.of(0);
    if (ofProduct.isEmpty()) {
      return Optional.empty();
    }
    double written = Math.min(traffic, operator.compulsoryWriteBytes());
    double reachesWritten = Math.min(memoryBytes, written);
    double cycles =
        work.product().isPresent() ? processor.cores() * processor.clockHz() * running : 0;
    double products =
        work.product().isPresent() ? work.productOperations() * ofProduct.getAsDouble() : 0;
    return Optional.of(
        new Energy(
            0,
            p.joulesPerCoreCycle() * cycles,
            products + p.joulesPerVectorOperation() * work.vectorOperations(),
            p.joulesPerByteRead() * (traffic - written) + p.joulesPerByteWritten() * written,
            m.activeWatts() * running,
            m.joulesPerByteRead() * (memoryBytes - reachesWritten)
                + m.joulesPerByteWritten() * reachesWritten));
  }

  /**
   * Returns the energy above idle of bytes that a processor reads and does not compute with.
   *
   * @param seconds how long it takes [s]
   * @param bytes bytes read from main memory [B]
   * @return empty if the template lacks the energy of the processor or of main memory
   */
  public static Optional<Energy> ofReading(
      Processor processor, MainMemory memory, double seconds, double bytes) {
    return processor
        .energy()
        .flatMap(
            p ->
                memory
                    .energy()
                    .map(
                        m ->
                            new Energy(
                                0,
                                0,
                                0,
                                p.joulesPerByteRead() * bytes,
                                m.activeWatts() * seconds,
                                m.joulesPerByteRead() * bytes)));
  }

  /**
   * Returns the energy above idle of a product by units in main memory, whose processor waits.
   *
   * @param seconds how long it takes [s]
   * @param sent bytes of activations that are written to the memory [B]
   * @param received bytes of results that are read from it [B]
   * @param inside bytes of weights read and multiplied inside it [B]
   * @return empty if the template lacks the energy of the processor, of main memory or of its units
   */
  public static Optional<Energy> inMemory(
      Processor processor,
      MainMemory memory,
      double seconds,
      double sent,
      double received,
      double inside) {
    OptionalDouble ofInside =
        memory.pim().map(MainMemory.Pim::joulesPerByteRead).orElse(OptionalDouble.empty());
    if (processor.energy().isEmpty() || memory.energy().isEmpty() || ofInside.isEmpty()) {
      return Optional.empty();
    }
    ProcessorEnergy p = processor.energy().get();
    MemoryEnergy m = memory.energy().get();
    return Optional.of(
        new Energy(
            0,
            0,
            0,
            p.joulesPerByteWritten() * sent + p.joulesPerByteRead() * received,
            m.activeWatts() * seconds,
            m.joulesPerByteWritten() * sent
                + m.joulesPerByteRead() * received
                + ofInside.getAsDouble() * inside));
  }

  /**
   * Returns the power of a processor that waits [W].
   *
   * @return empty if the template lacks {@code processors.<id>.energy}
   */
  public static OptionalDouble idleWatts(Processor processor) {
    return processor
        .energy()
        .map(e -> OptionalDouble.of(e.idleWatts()))
        .orElse(OptionalDouble.empty());
  }

  /** Returns the template paths that the energy of the operator lacks, empty if none. */
  public static List<String> missing(Operator operator, Processor processor, MainMemory memory) {
    List<String> result = new ArrayList<>();
    String path = "processors." + processor.id() + ".energy";
    if (operator instanceof Collective) {
      result.add("interconnect.energy");
    } else if (processor.energy().isEmpty()) {
      result.add(path);
    } else {
      Optional<DataType> product = work(operator).product();
      if (product.isPresent() && ofOperation(processor.energy().get(), product.get()).isEmpty()) {
        result.add(path + ".operation." + product.get().id());
      }
    }
    if (memory.energy().isEmpty()) {
      result.add("memory.energy");
    }
    return List.copyOf(result);
  }

  /** Returns the energy of an operation [J]; a type that is not listed costs as the next wider. */
  private static OptionalDouble ofOperation(ProcessorEnergy energy, DataType type) {
    Map<DataType, Double> listed = energy.joulesPerOperation();
    for (DataType candidate : Rates.candidates(type)) {
      Double joules = listed.get(candidate);
      if (joules != null) {
        return OptionalDouble.of(joules);
      }
    }
    return OptionalDouble.empty();
  }

  /** The operations of an operator: those of products in one type, and the others. */
  private record Work(
      Optional<DataType> product, double productOperations, double vectorOperations) {}

  private static Work work(Operator operator) {
    if (operator instanceof Matmul matmul) {
      return new Work(Optional.of(matmul.arithmetic()), matmul.operations(), 0);
    }
    if (operator instanceof Attention attention) {
      double products = attention.productOperations();
      return new Work(Optional.of(attention.type()), products, attention.operations() - products);
    }
    return new Work(Optional.empty(), 0, operator.operations());
  }
}
