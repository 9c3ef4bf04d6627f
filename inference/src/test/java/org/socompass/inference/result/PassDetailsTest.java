package org.socompass.inference.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.socompass.inference.schedule.Timeline;

final class PassDetailsTest {
  private static final Timeline TIMELINE = new Timeline(List.of("gpu"), List.of(), List.of(), 2);
  private static final CutReport CUT = new CutReport("qkv", "gpu", 1, List.of(), 0.1, Map.of());

  private final AtomicInteger worked = new AtomicInteger();
  private final PassDetails details =
      PassDetails.of(
          () -> {
            worked.incrementAndGet();
            return new PassDetails.Values(Optional.of(TIMELINE), List.of(CUT));
          });

  @Test
  void nothingIsWorkedOutBeforeItIsAskedForAndNothingTwice() {
    PassDetails other = details.with(d -> new PassDetails.Values(d.timeline(), List.of()));
    assertThat(worked).hasValue(0);
    assertThat(other.values().timeline()).contains(TIMELINE);
    assertThat(other.values().cuts()).isEmpty();
    assertThat(details.values().cuts()).containsExactly(CUT);
    assertThat(details.values()).isSameAs(details.values());
    assertThat(worked).hasValue(1);
  }

  @Test
  void equalsWhatHasTheSameValues() {
    PassDetails same =
        PassDetails.of(() -> new PassDetails.Values(Optional.of(TIMELINE), List.of(CUT)));
    assertThat(details).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(PassDetails.NONE);
    assertThat(PassDetails.NONE.values()).isEqualTo(PassDetails.Values.NONE);
    assertThat(details).hasToString(details.values().toString());
  }
}
