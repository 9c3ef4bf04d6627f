package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socompass.hardware.template.ChipTemplate.CHIP;
import static org.socompass.hardware.template.ChipTemplate.read;
import static org.socompass.hardware.template.ChipTemplate.readWith;
import static org.socompass.hardware.template.ChipTemplate.rejects;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.hardware.DataType;
import org.socompass.hardware.Dataflow;
import org.socompass.hardware.Device;
import org.socompass.hardware.GlobalBuffer;
import org.socompass.hardware.Interconnect;
import org.socompass.hardware.LocalBuffer;
import org.socompass.hardware.MainMemory;
import org.socompass.hardware.MatrixEngine;
import org.socompass.hardware.OperatorClass;
import org.socompass.hardware.Processor;
import org.socompass.hardware.ProcessorKind;
import org.socompass.input.InputException;

/** The schema, by the message of each way to miss it. */
final class DeviceReaderTest {
  @Test
  void readsEveryField() {
    Device device = read(CHIP);

    // 4 channels x 2 B x 6.4e9 transfers a second
    assertThat(device.memory())
        .isEqualTo(new MainMemory("LPDDR5", 51.2e9, 0.9, 200e-9, 8_000_000_000L, 4));
    Processor npu = device.processor("npu");
    assertThat(npu.kind()).isEqualTo(ProcessorKind.NPU);
    assertThat(npu.clockHz()).isEqualTo(1e9);
    assertThat(npu.lanes()).isEqualTo(2);
    assertThat(npu.matrix().orElseThrow().macsPerCycle(DataType.INT8)).hasValue(1024);
    assertThat(npu.matrix().orElseThrow().macsPerCycle(DataType.FP8)).isEmpty();
    assertThat(npu.matrix().orElseThrow().efficiency(DataType.INT8)).isEqualTo(1);
    assertThat(npu.vector().flopsPerCycle(DataType.FP16)).hasValue(64);
    assertThat(npu.registerBytes()).isEqualTo(16_384);
    assertThat(npu.local()).isEqualTo(new LocalBuffer(262_144, 128));
    assertThat(npu.global()).isEqualTo(new GlobalBuffer(4_194_304, 256, 20));
    assertThat(npu.globalBytesPerSecond()).isEqualTo(256e9);
    assertThat(npu.dram().efficiency()).isEqualTo(0.8);
    assertThat(npu.dram().capBytesPerSecond()).hasValue(20e9);
    assertThat(npu.launch().seconds(OperatorClass.SOFTMAX)).isEqualTo(10e-6);
    assertThat(device.deviceCount()).isEqualTo(1);
    assertThat(device.synchronization()).isEmpty();
    assertThat(device.systemCache()).isEmpty();
    assertThat(device.area()).isEmpty();
  }

  @Test
  void aStatedBandwidthNeedsNoChannels() {
    Device device =
        readWith(
            "channels: 4\n  channel_width: 16 bit\n  data_rate: 6400 MT/s", "bandwidth: 2 TB/s");

    assertThat(device.memory().peakBytesPerSecond()).isEqualTo(2e12);
    assertThat(device.memory().channels16()).isZero();
  }

  @Test
  void aStatedBandwidthGoesBeforeTheProductOfTheChannels() {
    Device device = readWith("channels: 4", "bandwidth: 50 GB/s\n  channels: 4");

    assertThat(device.memory().peakBytesPerSecond()).isEqualTo(50e9);
    assertThat(device.memory().channels16()).isEqualTo(4);
  }

  @Test
  void rejectsAnUnknownKey() {
    rejects(
        "    clock: 1 GHz\n",
        "    clock: 1 GHz\n    clocks: 2 GHz\n",
        "chip.yaml:16:5: processors.npu.clocks: unknown key 'clocks'; did you mean 'clock'?");
  }

  @Test
  void namesTheMisspeltKeyAndNotTheMissingOne() {
    rejects(
        "clock: 1 GHz",
        "clok: 1 GHz",
        "chip.yaml:15:5: processors.npu.clok: unknown key 'clok'; did you mean 'clock'?");
  }

  @Test
  void rejectsAMissingKey() {
    rejects(
        "  latency: 200 ns\n",
        "",
        "chip.yaml:4:3: memory: lacks 'latency'; present: type, channels, channel_width, data_rate,"
            + " achievable_fraction, capacity");
  }

  @Test
  void rejectsAMissingUnit() {
    rejects(
        "1 GHz",
        "1000000000",
        "chip.yaml:15:12: processors.npu.clock: '1000000000' lacks its unit: Hz, kHz, MHz, GHz");
  }

  @Test
  void rejectsAWrongUnit() {
    rejects(
        "200 ns",
        "200 cycles",
        "chip.yaml:9:12: memory.latency: 'cycles' is not a unit of time; write one of s, ms, us, ns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clock: 1 GHz|clock: -1 GHz|15:12: processors.npu.clock: must be positive, but is -1 GHz",
        "clock: 1 GHz|clock: 0 GHz|15:12: processors.npu.clock: must be positive, but is 0 GHz",
        "cores: 2|cores: 0|16:12: processors.npu.cores: must be at least 1, but is 0",
        "cores: 2|cores: 2.5|16:12: processors.npu.cores: must be a whole number, but is 2.5",
        "cores: 2|cores: NaN|16:12: processors.npu.cores: 'NaN' is not a number",
        "cores: 2|cores: .inf|16:12: processors.npu.cores: '.inf' is not a number",
        "  efficiency: 0.8|  efficiency: 1.2"
            + "|35:19: processors.npu.dram.efficiency: must be at most 1, but is 1.2",
        "  efficiency: 0.8|  efficiency: 80 %"
            + "|35:19: processors.npu.dram.efficiency: '80 %' is not a number",
        "kind: npu|kind: tpu|13:11: processors.npu.kind: 'tpu' is not valid; did you mean 'cpu'?",
        "matmul: 10 us|matmul: -1 us"
            + "|38:15: processors.npu.launch.matmul: must not be negative, but is -1 us",
        "name: Chip|name:|1:6: name: has no value",
        "name: Chip|name: {value: Chip, min: 1, max: 2}"
            + "|1:15: name: is not a quantity, so it has no 'min' and 'max'",
        "  efficiency: 0.8|  efficiency: {value: 0.5, min: 0.9, max: 0.6}|35:27:"
            + " processors.npu.dram.efficiency: min 0.9 is above max 0.6",
        "  efficiency: 0.8|  efficiency: {value: 0.5, min: foo, max: 0.6}|35:27:"
            + " processors.npu.dram.efficiency.min: 'foo' is not a number",
        "  efficiency: 0.8|  efficiency: {value: 0.5, min: 0.6, max: 0.9}|35:27:"
            + " processors.npu.dram.efficiency: must lie between its min 0.6 and max 0.9, but is 0.5",
        "clock: 1 GHz|clock: {value: 1 GHz, min: 500 MHz, max: 2}|15:20:"
            + " processors.npu.clock.max: '2' lacks its unit: Hz, kHz, MHz, GHz",
        "capacity: 8 GB|capacity: -1 GB|10:13: memory.capacity: must be at least 1 B, but is -1 GB",
        "fp16: 1, int8: 2|fp61: 1"
            + "|21:31: processors.npu.matrix.macs_per_pe_per_cycle.fp61: 'fp61' is not a data type;"
            + " did you mean 'fp16'?",
        "overlap: 4|overlap: 65"
            + "|47:18: processors.npu.kernels.streaming.overlap: must be at most 64, but is 65",
        "tile_bytes: 1 MiB|tile_bytes: 1 MiB, travel_types: {int4: fp1}|44:76:"
            + " processors.npu.kernels.matmul.travel_types.int4: 'fp1' is not a data type; did you"
            + " mean 'fp16'?",
        "tile_bytes: 1 MiB|tile_bytes: 1 MiB, travel_types: {int3: fp16}|44:70:"
            + " processors.npu.kernels.matmul.travel_types.int3: 'int3' is not a data type; did you"
            + " mean 'int4'?",
      })
  void rejectsABadValue(String old, String replacement, String message) {
    rejects(old, replacement, "chip.yaml:" + message);
  }

  private static String withPackets(String flit, String header, String payload) {
    return CHIP
        + """
        interconnect:
          devices: 2
          topology: ring
          links: 1
          bandwidth_per_link: 25 GB/s
          latency: 1 us
          flit: %s
          header: %s
          payload: %s
        """
            .formatted(flit, header, payload);
  }

  @Test
  void aPacketMayLackAHeader() {
    assertThat(read(withPackets("16 B", "0 B", "2 KiB")).interconnect().orElseThrow())
        .isEqualTo(new Interconnect(2, Interconnect.Topology.RING, 1, 25e9, 1e-6, 16, 0, 2048, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 GB|16 B|256 B|60:9: interconnect.flit: must be at most 2147483647 B, but is 4 GB",
        "16 B|4 GB|256 B|61:11: interconnect.header: must be at most 2147483647 B, but is 4 GB",
        "16 B|16 B|4 GB|62:12: interconnect.payload: must be at most 2147483647 B, but is 4 GB",
        "0 B|16 B|256 B|60:9: interconnect.flit: must be at least 1 B, but is 0 B",
        "16 B|-1 B|256 B|61:11: interconnect.header: must not be negative, but is -1 B",
        "16 B|16 B|0 B|62:12: interconnect.payload: must be at least 1 B, but is 0 B",
      })
  void rejectsAPacketOutOfRange(String flit, String header, String payload, String message) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(withPackets(flit, header, payload)))
        .withMessage("chip.yaml:" + message);
  }

  /** A number too large for a double must not become infinity. */
  @Test
  void rejectsAnInfiniteValue() {
    rejects(
        "1 GHz",
        "1e400 GHz",
        "chip.yaml:15:12: processors.npu.clock: '1e400 GHz' is too large: at most 1e15 Hz");
  }

  @Test
  void rejectsALocalBufferSmallerThanOneTile() {
    // 32 x 16 elements of 2 B, three operands: 3072 B
    rejects(
        "capacity: 256 KiB",
        "capacity: 3071 B",
        "chip.yaml:28:7: processors.npu.local_buffer: must hold one tile of the 32x16 matrix engine"
            + " in fp16 (three operands, 3072 B), but its capacity is 3071 B");
    assertThatCode(() -> readWith("capacity: 256 KiB", "capacity: 3072 B"))
        .doesNotThrowAnyException();
  }

  @Test
  void rejectsAGlobalBufferFarSmallerThanALocalOne() {
    rejects(
        "capacity: 4 MiB",
        "capacity: 32767 B",
        "chip.yaml:31:7: processors.npu.global_buffer: its capacity (32767 B) is far below one"
            + " core's local buffer (262144 B)");
  }

  @Test
  void rejectsAListOrAValueWhereASectionIsExpected() {
    String[] lines = CHIP.split("\n", -1);
    String head = String.join("\n", Arrays.copyOf(lines, 10)) + "\n";
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(head + "processors: [npu]\n"))
        .withMessage("chip.yaml:11:13: processors: must be a section with 'key: value' lines");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(head + "processors: {npu: fast}\n"))
        .withMessage("chip.yaml:11:19: processors.npu: must be a section with 'key: value' lines");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(head + "processors: {}\n"))
        .withMessage("chip.yaml:11:13: processors: needs at least one processor");
  }

  @Test
  void rejectsASectionWhereAValueIsExpected() {
    rejects(
        "clock: 1 GHz",
        "clock: {ghz: 1}",
        "chip.yaml:15:12: processors.npu.clock: must be a single value");
    rejects(
        "clock: 1 GHz",
        "clock: [1 GHz]",
        "chip.yaml:15:12: processors.npu.clock: must be a single value");
  }

  static IntStream lines() {
    return IntStream.range(0, CHIP.split("\n", -1).length - 1);
  }

  /**
   * Whichever line of a plain value is lost, the message names the key that is missing and no other
   * as misspelt.
   */
  @ParameterizedTest
  @MethodSource("lines")
  void aLostLineIsReportedAsMissing(int line) {
    String[] lines = CHIP.split("\n", -1);
    String lost = lines[line].strip();
    if (lost.endsWith(":")) {
      return; // a section, whose other lines would stand alone
    }
    String key = lost.substring(0, lost.indexOf(':'));
    if (key.equals("bandwidth_cap")) {
      return; // may be absent
    }
    lines[line] = "#";

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(String.join("\n", lines)))
        .withMessageContaining("lacks '" + key + "'; present: ");
  }

  /** Whichever key is misspelt, the message points at it and gives the right spelling. */
  @ParameterizedTest
  @MethodSource("lines")
  void aMisspeltKeyIsFoundWhereItStands(int line) {
    String[] lines = CHIP.split("\n", -1);
    String key = lines[line].strip().replaceFirst(":.*", "");
    if (key.equals("npu")) {
      return; // a processor's key is free
    }
    int column = lines[line].indexOf(key) + 1;
    String misspelt = key.substring(0, key.length() - 1) + "_";
    lines[line] = lines[line].replaceFirst(key, misspelt);

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> read(String.join("\n", lines)))
        .withMessageStartingWith("chip.yaml:" + (line + 1) + ":" + column + ": ")
        .withMessageEndingWith("unknown key '" + misspelt + "'; did you mean '" + key + "'?");
  }

  @Test
  void readsWhatMayStayInTheArray() {
    String columns = "columns: 16";
    String two = columns + "\n      dataflow: [weight-stationary, output-stationary]";

    assertThat(read(CHIP).processor("npu").matrix().orElseThrow().dataflows())
        .containsExactly(Dataflow.values());
    assertThat(readWith(columns, two).processor("npu").matrix().orElseThrow().dataflows())
        .containsExactly(Dataflow.OUTPUT_STATIONARY, Dataflow.WEIGHT_STATIONARY);
    rejects(
        columns,
        columns + "\n      dataflow: [weigth-stationary]",
        "chip.yaml:21:18: processors.npu.matrix.dataflow: 'weigth-stationary' is not valid; did you"
            + " mean 'weight-stationary'?");
    rejects(
        columns,
        columns + "\n      dataflow: []",
        "chip.yaml:21:17: processors.npu.matrix.dataflow: needs at least one of output-stationary,"
            + " weight-stationary, input-stationary");
    rejects(
        columns,
        columns + "\n      dataflow: [row_stationary]",
        "chip.yaml:21:18: processors.npu.matrix.dataflow: 'row_stationary' is not modelled: it keeps"
            + " rows of a convolution, and products have none; valid: output-stationary,"
            + " weight-stationary, input-stationary");
  }

  @Test
  void readsHowTheArrayIsLoadedAndWhereItsSumsLie() {
    String columns = "columns: 16";
    MatrixEngine plain = read(CHIP).processor("npu").matrix().orElseThrow();
    MatrixEngine stated =
        readWith(columns, columns + "\n      load_rows_per_cycle: 0.5\n      accumulators: 64 KiB")
            .processor("npu")
            .matrix()
            .orElseThrow();

    assertThat(plain.loadCycles()).isEmpty();
    assertThat(plain.accumulatorBytes()).isEmpty();
    // Half a row a cycle, and as much of a part of the array.
    assertThat(stated.loadCycles()).hasValue(2L * stated.rows());
    assertThat(stated.masked(3, 16).loadCycles()).hasValue(6);
    assertThat(stated.accumulatorBytes()).hasValue(1 << 16);
    rejects(
        columns,
        columns + "\n      load_rows_per_cycle: 0.01",
        "chip.yaml:21:28: processors.npu.matrix.load_rows_per_cycle: must be at least one element a"
            + " cycle, 1/16 of a row of the array, but is 0.01");
  }

  @Test
  void aPortIsItsWidthTimesAClockAndMovesWithIt() {
    // 16 B a cycle of the processor at 1 GHz are 16 GB/s, of a port at 2 GHz 32; a rate wins.
    assertThat(port("port_width: 16 B/cycle")).isEqualTo(16e9);
    assertThat(port("port_width: 16 B/cycle", "port_clock: 2 GHz")).isEqualTo(32e9);
    assertThat(port("port_width: 16 B/cycle", "bandwidth_cap: 20 GB/s")).isEqualTo(20e9);
  }

  @Test
  void coresDrawWhatTheyKeepInFlightOverTheLatency() {
    double latency = read(CHIP).memory().latencySeconds();

    assertThat(port("bytes_in_flight: 640 B")).isEqualTo(640 / latency);
  }

  /** The port of one core of the NPU with these lines in place of its own. */
  private static double port(String... lines) {
    String own = "bandwidth_cap: 20 GB/s";
    int at = CHIP.indexOf(own);
    String indent = " ".repeat(at - CHIP.lastIndexOf('\n', at) - 1);
    String chip = CHIP.replace(own, String.join("\n" + indent, lines));
    return read(chip).processor("npu").dram().portBytesPerSecond(1);
  }
}
