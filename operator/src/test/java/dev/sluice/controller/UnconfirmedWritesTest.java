package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.engine.Decision;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfirmedWritesTest {
  private final UnconfirmedWrites unconfirmed = new UnconfirmedWrites();
  private final Decision decision =
      new Decision(
          null,
          status(Phase.RollingBack),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Duration.ZERO,
          false,
          Optional.empty());

  @Test
  void isPublishedOnceIfTheStatusWasRecordedAfterAll() {
    unconfirmed.put(release("1", Phase.Releasing), decision);
    assertThat(unconfirmed.confirmed(release("1", Phase.Releasing)))
        .as("cache not caught up")
        .isEmpty();
    assertThat(unconfirmed.confirmed(release("2", Phase.RollingBack))).hasValue(decision);
    assertThat(unconfirmed.confirmed(release("2", Phase.RollingBack))).isEmpty();
  }

  @Test
  void isNotPublishedIfAnotherStatusWasRecorded() {
    unconfirmed.put(release("1", Phase.Releasing), decision);
    assertThat(unconfirmed.confirmed(release("2", Phase.Paused))).isEmpty();
    assertThat(unconfirmed.confirmed(release("3", Phase.RollingBack))).isEmpty();
  }

  private static CanaryRelease release(String version, Phase phase) {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withUid("u").withResourceVersion(version).build());
    release.setStatus(status(phase));
    return release;
  }

  private static CanaryReleaseStatus status(Phase phase) {
    return new CanaryReleaseStatus(1L, null, phase, "", null, null, List.of(), null, List.of());
  }
}
