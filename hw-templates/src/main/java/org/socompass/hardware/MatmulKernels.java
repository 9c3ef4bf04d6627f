package org.socompass.hardware;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the matrix-product kernels of a processor work: which family, and its constants. */
public sealed interface MatmulKernels {
  /**
   * Blocks of threads that stage tiles of both operands through the local buffer in a software
   * pipeline, chosen from a library of tiles: GPUs with matrix engines.
   *
   * @param tiles tiles when both operands have one width
   * @param mixedTiles tiles when weights are converted on the way
   * @param vectorTiles tiles of the kernels that use the vector units
   * @param depths steps along the contraction, in 16-bit elements
   * @param splits how many blocks may share one result along the contraction
   * @param chains how many blocks may share the tail of the grid along the contraction
   * @param swizzles row tiles in a band of the rasterisation
   * @param occupancies blocks of one kernel that may be resident on a core
   * @param greatestStages most pipeline stages
   * @param issueEfficiency share of the matrix engine's peak that a resident block reaches
   * @param overlap exponent of the p-norm that joins the times of resources; larger is more overlap
   * @param dramEfficiency share of the peak bandwidth of main memory that kernels reach
   * @param epilogueOperations vector operations for each element of the result
   * @param cacheShare share of the global buffer that latency may count on for reuse
   * @param cacheWays lines of a set of the global buffer
   * @param registerFactor registers of a block over those of its accumulators
   * @param dequantizeOperations vector operations for each weight that is converted
   * @param portBytesPerCycle bandwidth between the global buffer and one core [B/cycle]
   * @param operationsPerCycle vector operations of one core in one cycle, for epilogues and
   *     conversion [op/cycle]
   * @param fragment block of the result that reads its operands from the local buffer once
   * @param fragmentFraction share of a tile's rows and columns that a fragment has at most
   * @param coresPerTile how many cores may work on one tile together
   * @param accumulators where a block keeps the sums of its tile
   * @param generation what differs from one generation of hardware to the next
   */
  record Pipelined(
      List<Tile> tiles,
      List<Tile> mixedTiles,
      List<Tile> vectorTiles,
      List<Integer> depths,
      List<Integer> splits,
      List<Integer> chains,
      List<Integer> swizzles,
      List<Integer> occupancies,
      int greatestStages,
      double issueEfficiency,
      double overlap,
      double dramEfficiency,
      double epilogueOperations,
      double cacheShare,
      int cacheWays,
      double registerFactor,
      double dequantizeOperations,
      double portBytesPerCycle,
      double operationsPerCycle,
      Tile fragment,
      double fragmentFraction,
      List<Integer> coresPerTile,
      Accumulators accumulators,
      Generation generation)
      implements MatmulKernels {
    /** Creates kernels of no particular generation. */
    public Pipelined(
        List<Tile> tiles,
        List<Tile> mixedTiles,
        List<Tile> vectorTiles,
        List<Integer> depths,
        List<Integer> splits,
        List<Integer> chains,
        List<Integer> swizzles,
        List<Integer> occupancies,
        int greatestStages,
        double issueEfficiency,
        double overlap,
        double dramEfficiency,
        double epilogueOperations,
        double cacheShare,
        int cacheWays,
        double registerFactor,
        double dequantizeOperations,
        double portBytesPerCycle,
        double operationsPerCycle,
        Tile fragment,
        double fragmentFraction,
        List<Integer> coresPerTile,
        Accumulators accumulators) {
      this(
          tiles,
          mixedTiles,
          vectorTiles,
          depths,
          splits,
          chains,
          swizzles,
          occupancies,
          greatestStages,
          issueEfficiency,
          overlap,
          dramEfficiency,
          epilogueOperations,
          cacheShare,
          cacheWays,
          registerFactor,
          dequantizeOperations,
          portBytesPerCycle,
          operationsPerCycle,
          fragment,
          fragmentFraction,
          coresPerTile,
          accumulators,
          Generation.PLAIN);
    }

    /** Copies the lists. */
    public Pipelined {
      tiles = List.copyOf(tiles);
      mixedTiles = List.copyOf(mixedTiles);
      vectorTiles = List.copyOf(vectorTiles);
      depths = List.copyOf(depths);
      splits = List.copyOf(splits);
      chains = List.copyOf(chains);
      swizzles = List.copyOf(swizzles);
      occupancies = List.copyOf(occupancies);
      coresPerTile = List.copyOf(coresPerTile);
    }

    /** Returns the splits of kernels that multiply a type. */
    public List<Integer> splits(DataType type) {
      TypeTraits traits = generation.byType.get(type);
      return traits == null || traits.splits.isEmpty() ? splits : traits.splits;
    }

    /** Returns vector operations for each result and element of the contraction, of a type. */
    public double promotionOperations(DataType type) {
      TypeTraits traits = generation.byType.get(type);
      return traits == null || traits.promotionDepth == 0
          ? 0
          : PROMOTION_OPERATIONS / traits.promotionDepth;
    }
  }

  /**
   * Kernels of which only the achieved rate is known: GPUs without matrix engines and CPUs.
   *
   * @param tile block of the result that one core computes; sizes are padded to it
   * @param efficiency share of the peak that kernels reach, by the type multiplied
   * @param dequantizeSlots multiply-accumulate slots to convert one weight, by its type; spent once
   *     for each row of tiles
   * @param registerRows most rows of the result that share one reading of the weights, their sums
   *     in registers and the weights in registers or a cache
   * @param registerPasses most passes over the weights before kernels work in tiles
   * @param readsCacheOnce whether cached keys and values are read once for all rows that share them
   * @param scratch whether products of many rows first unpack the weights to main memory
   * @param scratchBytesPerWeight bytes of an unpacked weight [B]
   * @param registerShare share of the tiles' rate that kernels with their rows in registers reach,
   *     in (0, 1]
   */
  record Rate(
      Tile tile,
      Map<DataType, Double> efficiency,
      Map<DataType, Double> dequantizeSlots,
      int registerRows,
      int registerPasses,
      boolean readsCacheOnce,
      boolean scratch,
      double scratchBytesPerWeight,
      double registerShare)
      implements MatmulKernels {
    /** Copies the maps. */
    public Rate {
      efficiency = Map.copyOf(efficiency);
      dequantizeSlots = Map.copyOf(dequantizeSlots);
    }
  }

  /**
   * A systolic engine fed from a scratchpad (the global buffer) by DMA: NPUs.
   *
   * @param tileBytes bytes of the tile that rows are padded to [B]
   * @param travelTypes type in which weights travel from main memory, by their own type
   * @param weightBytesPerSecond bandwidth of the weight path where it is slower than DMA, by the
   *     type that travels [B/s]
   * @param convertedRates share of the array's rate that products keep whose weights are converted
   *     to the type multiplied, by the type of the weights; 1 if not named
   * @param transposable whether the operands may change places
   * @param transposed whether they always do, so that weights are the left operand
   * @param doubleBuffered whether kernels load the next panel while they compute on this one
   * @param blocking which blocks of a product the kernels keep in the scratchpad
   */
  record Scratchpad(
      long tileBytes,
      Map<DataType, DataType> travelTypes,
      Map<DataType, Double> weightBytesPerSecond,
      Map<DataType, Double> convertedRates,
      boolean transposable,
      boolean transposed,
      boolean doubleBuffered,
      Blocking blocking)
      implements MatmulKernels {
    /** Copies the maps. */
    public Scratchpad {
      travelTypes = Map.copyOf(travelTypes);
      weightBytesPerSecond = Map.copyOf(weightBytesPerSecond);
      convertedRates = Map.copyOf(convertedRates);
    }

    /** Returns the type in which weights come from main memory. */
    public DataType travels(DataType weight) {
      return travelTypes.getOrDefault(weight, weight);
    }

    /**
     * Returns whether kernels take a product this way round.
     *
     * @param transposedProduct whether weights are the left operand
     */
    public boolean admits(boolean transposedProduct) {
      return transposedProduct ? transposable || transposed : !transposed;
    }
  }

  /** The engine's sum is taken out, multiplied by the scale and added. */
  double PROMOTION_OPERATIONS = 3;

  /**
   * What differs from one generation of GPUs to the next.
   *
   * @param persistent whether a block stays on its core for one tile after another: the epilogue of
   *     a tile runs beside the main loop of the next, and the pipeline is filled once
   * @param vectorEfficiency share of the vector units' peak that products on them reach
   * @param tensorMemoryBytes tensor memory of a core, of which a tile's sums take half [B]; 0 if
   *     sums are elsewhere
   * @param latencyLoad latency of main memory under the traffic of a product over that of an idle
   *     one
   * @param byType what kernels of an arithmetic type do otherwise
   * @param grouped kernels that run the products of several experts together, if there are any
   */
  record Generation(
      boolean persistent,
      double vectorEfficiency,
      double tensorMemoryBytes,
      double latencyLoad,
      Map<DataType, TypeTraits> byType,
      Optional<Grouped> grouped) {
    /** Blocks of one tile, at the latency of the template. */
    public static final Generation PLAIN =
        new Generation(false, 1, 0, 1, Map.of(), Optional.empty());

    /** Copies the map. */
    public Generation {
      byType = Map.copyOf(byType);
    }
  }

  /**
   * What kernels of one arithmetic type do otherwise.
   *
   * @param splits how many blocks may share one result along the contraction; empty for the usual
   * @param promotionDepth elements of the contraction after which the vector units scale the matrix
   *     engine's sums and add them to those of the result; 0 for never
   */
  record TypeTraits(List<Integer> splits, int promotionDepth) {
    /** Copies the list. */
    public TypeTraits {
      splits = List.copyOf(splits);
    }
  }

  /**
   * One kernel for the products of several experts, each with rows of its own.
   *
   * @param efficiency share of the matrix engines' peak that a tile reaches
   * @param shortReads share of what products reach of main memory that is left where a step reads
   *     less than {@link #LINE_BYTES} of a column of weights
   * @param residentShare share of the global buffer that keeps weights from one call to the next
   * @param besideSeconds what runs beside each product: the order of tokens by expert [s]
   * @param few tiles where there are no more tokens than experts
   * @param many tiles where there are more
   */
  record Grouped(
      double efficiency,
      double shortReads,
      double residentShare,
      double besideSeconds,
      GroupedTiles few,
      GroupedTiles many) {
    /** Bytes of a line of the global buffer [B]. */
    public static final double LINE_BYTES = 128;
  }

  /**
   * Tiles of a grouped kernel.
   *
   * @param tiles rows and columns of the result that a block computes
   * @param depth step along the contraction, in 16-bit elements
   * @param swizzle row tiles of an expert that share a reading of its weights
   */
  record GroupedTiles(List<Tile> tiles, int depth, int swizzle) {
    /** Copies the list. */
    public GroupedTiles {
      tiles = List.copyOf(tiles);
    }
  }

  /** Where a block keeps the sums of its tile while it walks the contraction. */
  enum Accumulators {
    /** In the registers of its threads, as tensor cores of NVIDIA and AMD do. */
    REGISTERS,
    /**
     * In the local buffer, where each step of the contraction reads and writes them: arrays without
     * a register file of their own.
     */
    LOCAL_BUFFER,
    /** In a memory of the matrix engine, for two tiles: one fills while the other is written. */
    TENSOR_MEMORY
  }

  /** Which blocks of a product kernels keep in a scratchpad. */
  enum Blocking {
    /** Any sizes, loop orders and buffers. */
    ANY,
    /**
     * Rows of the left operand with all of the contraction, or all weights, while panels of the
     * right operand as wide as the array pass.
     */
    ROWS
  }
}
