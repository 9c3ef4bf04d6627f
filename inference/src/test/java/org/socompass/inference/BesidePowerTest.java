package org.socompass.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socompass.inference.TestInferences.model;
import static org.socompass.inference.TestInferences.request;

import org.junit.jupiter.api.Test;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.inference.tier.TierUse;
import org.socompass.llm.Quantization;

/** What is read beside a pass draws over all of it, not over what is waited for. */
final class BesidePowerTest {
  @Test
  void keysFromStorageDoNotRaiseTheHighestPowerByMoreThanStorageDraws() {
    InferenceRequest plain = request("llama-3.2-3b", Quantization.W4A16, 1024, 8, 1, "gpu-only");
    InferenceModel phone = model("snapdragon-8-gen-3");
    var prefix = new CachedPrefix(960, CachedPrefix.Tier.STORAGE);

    double without = peak(phone.run(plain));
    double with = peak(phone.run(plain.placed(TierUse.IN_MEMORY.with(prefix))));

    // UFS draws one or two watts while it reads.
    assertThat(with).isLessThan(without + 3);
  }

  private static double peak(InferenceResult result) {
    return result.prefill().energy(result.device()).orElseThrow().peakWatts();
  }
}
