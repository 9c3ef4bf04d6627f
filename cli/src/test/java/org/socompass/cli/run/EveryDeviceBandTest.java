package org.socompass.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.socompass.cli.Cli;
import org.socompass.hardware.template.DeviceLibrary;

/** No device that ships answers without a band and a word on how far it can be trusted. */
final class EveryDeviceBandTest {
  private static final Pattern TRUST =
      Pattern.compile(
          "(?m)^trust +(measured: \\d+ rows? of this device and engine, |never measured; nearest"
              + " \\S+; |this device's rows|measured|never measured).*80 %: \\d");

  @Test
  void runHasBandsAndATrustLine() {
    List<String> without = new ArrayList<>();
    for (String device : DeviceLibrary.ids()) {
      Cli run =
          Cli.line(
              "run --device "
                  + device
                  + " --model minicpm4-0.5b --quantization w4a16 --prompt 16 --output-tokens 2");
      if (run.code() != 0
          || !TRUST.matcher(run.out()).find()
          || !run.out().matches("(?s).*\\nTTFT [^\\n]*\\(p10 [^\\n]*, p90 .*")
          || !run.out().matches("(?s).*\\nTPOT [^\\n]*\\(p10 [^\\n]*, p90 .*")) {
        without.add(device + ": " + run.err() + run.out().lines().limit(14).toList());
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void mapHasABandAndATrustLine() {
    List<String> without = new ArrayList<>();
    for (String device : DeviceLibrary.ids()) {
      Cli run = Cli.line("map matmul --device " + device + " --m 64 --k 256 --n 256");
      if (run.code() != 0
          || !TRUST.matcher(run.out()).find()
          || !run.out().matches("(?s).*\\nlatency [^\\n]*\\(p10 [^\\n]*, p90 .*")) {
        without.add(device + ": " + run.err() + run.out().lines().limit(6).toList());
      }
    }
    assertThat(without).isEmpty();
  }
}
