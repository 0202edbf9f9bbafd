package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.traffic.HttpMatch.MatchType;
import dev.sluice.traffic.HttpMatch.StringMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static final HttpMatch MATCH =
      new HttpMatch(Map.of("x-canary", new StringMatch(MatchType.EXACT, "true")));

  @Test
  void aWeightIsAPercentage() {
    assertThatThrownBy(() -> Exposure.weight(101)).hasMessageContaining("weight=101");
    assertThatThrownBy(() -> Exposure.weight(-1)).hasMessageContaining("weight=-1");
  }

  @Test
  void matchedRequestsAreServedAtWeightZero() {
    Exposure matched = new Exposure(0, List.of(MATCH), Optional.empty());
    assertThat(matched.servesRequests()).isTrue();
    assertThat(matched.exceeds(Exposure.NONE)).isTrue();
    assertThat(Exposure.NONE.servesRequests()).isFalse();
  }

  @Test
  void copiesAreObservableButNotServed() {
    Exposure mirrored = new Exposure(0, List.of(), Optional.of(new Mirror(10, List.of("GET"))));
    assertThat(mirrored.servesRequests()).isFalse();
    assertThat(mirrored.isObservable()).isTrue();
    assertThat(mirrored.exceeds(Exposure.NONE)).isTrue();
    assertThat(new Exposure(0, List.of(), Optional.of(new Mirror(10, List.of()))).exceeds(mirrored))
        .as("all methods")
        .isTrue();
    assertThat(mirrored.exceeds(mirrored)).isFalse();
  }

  @Test
  void aHigherWeightExceedsALowerOne() {
    assertThat(Exposure.weight(20).exceeds(Exposure.weight(5))).isTrue();
    assertThat(Exposure.weight(5).exceeds(Exposure.weight(20))).isFalse();
    assertThat(Exposure.FULL.isComplete()).isTrue();
  }
}
