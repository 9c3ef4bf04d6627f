package org.socompass.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.inference.trust.Variances;
import org.socompass.input.InputException;
import org.socompass.llm.Phase;
import org.socompass.validation.ErrorKind;

/** Variances and coverage by hand, of random devices, and of a file of points. */
final class VarianceFitTest {
  private static final ErrorKind KIND = ErrorKind.of("some-engine", Phase.DECODE);

  private static Residual residual(String device, double ln, boolean isLeftOut) {
    return new Residual(KIND, device, "data", ln, isLeftOut);
  }

  @Test
  void spreadsAreThoseOfTheMeansAndAboutThem() {
    // Means 0.1, -0.2 and 0.3: sb^2 = (0.01 + 0.04 + 0.09) / 3 = 0.046667, sb = 0.216025.
    // About them +-0.1, +-0.1 and 0: sw^2 = 4 * 0.01 / (5 - 3) = 0.02, sw = 0.141421.
    Variances v =
        VarianceFit.fit(
            List.of(
                residual("a", 0.0, true),
                residual("a", 0.2, true),
                residual("b", -0.3, true),
                residual("b", -0.1, true),
                residual("c", 0.3, true)));

    assertThat(v.between()).isCloseTo(0.216025, within(1e-6));
    assertThat(v.within()).isCloseTo(0.141421, within(1e-6));
    assertThat(v.devices()).isEqualTo(3);
    assertThat(v.rows()).isEqualTo(5);
    assertThat(v.source()).isEqualTo("errors on 3 devices that no constant was fitted to");
  }

  @Test
  void devicesThatWereFittedCountOnlyWhereTooFewOthersAre() {
    Variances v =
        VarianceFit.fit(
            List.of(
                residual("a", 0.01, false), residual("b", 0.01, false), residual("c", 0, false)));

    assertThat(v.between()).isEqualTo(VarianceFit.FITTED.between());
    assertThat(v.within()).isEqualTo(VarianceFit.FITTED.within());
    assertThat(VarianceFit.fit(List.of(residual("a", 0.01, true))).between())
        .isEqualTo(VarianceFit.FEW.between());
    assertThat(VarianceFit.fit(List.of(residual("a", 0.9, true))).between()).isEqualTo(0.9);
  }

  @Test
  void theBandOfTheOthersHoldsFourOfFiveRowsOfADeviceLeftOut() {
    var random = new SplittableRandom(3);
    List<Residual> residuals = new ArrayList<>();
    for (int device = 0; device < 60; device++) {
      double effect = 0.2 * gauss(random);
      for (int row = 0; row < 40; row++) {
        residuals.add(residual("d" + device, effect + 0.1 * gauss(random), true));
      }
    }
    Variances v = VarianceFit.fit(residuals);
    List<Coverage> coverage = Coverage.of(residuals);

    assertThat(v.between()).isCloseTo(0.2, within(0.04));
    assertThat(v.within()).isCloseTo(0.1, within(0.005));
    assertThat(coverage).hasSize(60);
    assertThat(Coverage.mean(coverage)).isCloseTo(0.80, within(0.08));
  }

  private static double gauss(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  @Test
  void readsTheErrorsOfAFileOfPoints(@TempDir Path folder) throws java.io.IOException {
    Path file =
        Files.writeString(
            folder.resolve("points.csv"),
            """
            dataset,measured,device,processor,activation_dtype,weight_dtype,phase,engine,error_percent,left_out
            x,matmul,a,gpu,fp16,int8,,,25,
            rk3588-rkllm,llm-decode,rk3588,,,,decode,layer,-50,true
            rk3588-rkllm,llm-decode,rk3588,,,,decode,layer,10,
            x,llm-decode,b,,,,decode,unheard-of,10,
            x,power-memory,b,gpu,,,,,10,
            x,matmul,a,gpu,fp32,fp32,,,,
            """);

    // ln(1 / 1.25) = -0.223144 and ln(1 / 0.5) = 0.693147
    assertThat(PointsFile.read(file))
        .extracting(r -> r.kind() + " " + r.device() + " " + r.isLeftOut())
        .containsExactly(
            "matmul gpu a true", "layer decode rk3588 true", "layer decode rk3588 false");
    assertThat(PointsFile.read(file).get(0).ln()).isCloseTo(-0.223144, within(1e-6));
    assertThat(PointsFile.read(file).get(1).ln()).isCloseTo(0.693147, within(1e-6));
  }

  @Test
  void rowsThatSayWhatWasLeftOutTakeThePlaceOfOthersOfTheirKind(@TempDir Path folder)
      throws java.io.IOException {
    String header = "dataset,measured,device,engine_profile,error_percent";
    Path plain =
        Files.writeString(
            folder.resolve("plain.csv"),
            header + "\nx,llm-decode,a,layer,1\nx,llm-prefill,a,layer,2\n");
    Path without =
        Files.writeString(
            folder.resolve("without.csv"), header + ",left_out\nx,llm-decode,a,layer,30,true\n");

    assertThat(PointsFile.read(List.of(plain, without)))
        .extracting(r -> r.kind() + " " + Math.round(100 * r.ln()))
        .containsExactly("layer prefill -2", "layer decode -26");
  }

  @Test
  void namesWhatAFileLacksOrHoldsThatIsNoError(@TempDir Path folder) throws java.io.IOException {
    Path lacks = Files.writeString(folder.resolve("a.csv"), "dataset,device\nx,y\n");
    Path wrong =
        Files.writeString(
            folder.resolve("b.csv"), "dataset,measured,device,error_percent\nx,matmul,y,-100\n");

    assertThatThrownBy(() -> PointsFile.read(lacks))
        .isInstanceOf(InputException.class)
        .hasMessage(lacks + ":1:1: lacks the column 'measured' of 'validate --points'");
    assertThatThrownBy(() -> PointsFile.read(wrong))
        .isInstanceOf(InputException.class)
        .hasMessage(wrong + ":2:1: error_percent: must be above -100, but is -100");
  }
}
