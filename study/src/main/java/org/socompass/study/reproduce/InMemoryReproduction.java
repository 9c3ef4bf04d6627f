package org.socompass.study.reproduce;

import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.cut.InMemory;
import org.socompass.inference.cut.Piece;
import org.socompass.inference.cut.Pieces;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.Matmul;
import org.socompass.study.reproduce.Reproduction.Row;

/** Units in the banks of memory: CD-PIM (arXiv 2601.12298) and HBM-PIM (Lee et al., ISCA 2021). */
final class InMemoryReproduction {
  private static final String BOARD = "jetson-agx-orin";
  private static final String CARD = "mi100";
  private static final double WITHIN = 25;

  /** LPDDR5 of 204.8 GB/s; units meet every byte that the banks deliver with a multiplier. */
  private static final List<String> PLAIN =
      List.of("memory.extends=lpddr5x-8533", "memory.data_rate=6400 MT/s");

  private static final List<String> BANKS =
      List.of(
          "memory.extends=lpddr5x-pim",
          "memory.data_rate=6400 MT/s",
          "memory.pim.bandwidth_multiple=8",
          "memory.pim.operations.int8=3277 GOPS");
  private static final List<String> PSEUDO_BANKS =
      List.of(
          "memory.extends=lpddr5x-pim",
          "memory.data_rate=6400 MT/s",
          "memory.pim.bandwidth_multiple=32",
          "memory.pim.operations.int8=13107 GOPS");

  /** HBM-PIM: four times the bandwidth of four stacks, 1.2 TFLOPS a stack. */
  private static final List<String> STACKS =
      List.of(
          "memory.pim.bandwidth=4915 GB/s",
          "memory.pim.efficiency=0.8",
          "memory.pim.operations.fp16=4.9 TFLOPS",
          "memory.pim.weights=[fp16]",
          "memory.pim.max_rows=4",
          "memory.pim.mode_switch=1 us",
          "memory.pim.input_copies=64");

  private InMemoryReproduction() {}

  static Reproduction of(OperatorCache cache) {
    double alone = tpotSeconds(cache, PLAIN);
    double banks = tpotSeconds(cache, BANKS);
    double pseudoBanks = tpotSeconds(cache, PSEUDO_BANKS);
    return new Reproduction(
        "pim",
        "processing in memory: CD-PIM (arXiv 2601.12298, simulated), decode of one sequence, and"
            + " HBM-PIM (ISCA 2021, measured; recalled), a product of one row",
        List.of(
            row("CD-PIM over the GPU alone", 11.42, alone / pseudoBanks),
            row("CD-PIM over units at whole banks", 4.25, banks / pseudoBanks),
            row("HBM-PIM over the GPU, 4096 x 8192", 11.2, product(cache))),
        List.of(
            "CD-PIM: Llama 2 7B as w8a8 on Jetson AGX Orin, 128 + 128 tokens; type, model and board"
                + " are assumed (as fp16 14.9 and 2.4). Earlier units see 8 times the bus, those"
                + " of four pseudo-banks a bank 32 times; 0.8 of it is reached",
            "4.25 is more than the bandwidth itself grows: the paper compares what runs in memory."
                + " Here launches and attention of the GPU, 3.4 of 4.7 ms a token, remain",
            "HBM-PIM: MI100, whose memory is as fast as four stacks of it, in place of the paper's"
                + " card; all figures recalled. Units of 4 times the bus give 11.2 only over a card"
                + " that reaches a third of its bus"),
        List.of(
            "socompass run -d jetson-agx-orin -m llama-2-7b -q w8a8 -e gpu-only --prompt 128 --set"
                + " memory.extends=lpddr5x-pim --set 'memory.data_rate=6400 MT/s' --set"
                + " memory.pim.bandwidth_multiple=32 --set 'memory.pim.operations.int8=13107 GOPS'",
            "socompass sweep examples/phone-pim.yaml --output-dir pim"));
  }

  private static double tpotSeconds(OperatorCache cache, List<String> set) {
    var request =
        new InferenceRequest(
            ModelLibrary.byId("llama-2-7b"), Quantization.W8A8, 128, 128, 1, "gpu-only", List.of());
    return InferenceModel.withoutTimelines(new DeviceSource(BOARD, set), cache)
        .run(request)
        .tpotSeconds();
  }

  private static double product(OperatorCache cache) {
    var mapper = new OperatorMapper(new DeviceSource(CARD, STACKS).load(), cache);
    var product = new Matmul(1, 1, 8192, 4096, DataType.FP16, DataType.FP16, DataType.FP16);
    Piece outside = new Pieces(mapper).find(product, "gpu").orElseThrow();
    Piece inside = InMemory.piece(product, outside, mapper.device()).orElseThrow();
    return outside.visibleSeconds(false) / inside.visibleSeconds(false);
  }

  private static Row row(String quantity, double published, double predicted) {
    return new Row(quantity, "", published, predicted, WITHIN, false);
  }
}
