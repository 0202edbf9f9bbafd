package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteBackoffTest {
  private final WriteBackoff troubles = new WriteBackoff();
  private final CanaryRelease release = release();

  @Test
  void aRefusalIsKeptUntilAWriteSucceeds() {
    assertThat(troubles.refusal(release)).isEmpty();
    assertThat(troubles.happened(release, "host is taken")).isTrue();
    assertThat(troubles.happened(release, "host is taken")).as("no news").isFalse();
    assertThat(troubles.refusal(release)).isEqualTo("host is taken");
    troubles.over(release);
    assertThat(troubles.refusal(release)).isEmpty();
  }

  @Test
  void waitsTwiceAsLongEachTimeAndTenSecondsAtMost() {
    for (long seconds : new long[] {1, 2, 4, 8, 10, 10}) {
      troubles.happened(release, "");
      assertThat(troubles.backoff(release)).isEqualTo(Duration.ofSeconds(seconds));
    }
    troubles.over(release);
    troubles.happened(release, "");
    assertThat(troubles.backoff(release)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aWriteThatWasTakenEndsTheWaitingButNotTheRefusal() {
    troubles.happened(release, "host is taken");
    troubles.happened(release, "host is taken");
    troubles.answered(release);
    assertThat(troubles.refusal(release)).isEqualTo("host is taken");
    assertThat(troubles.happened(release, "host is taken")).as("no news").isFalse();
    assertThat(troubles.backoff(release)).isEqualTo(Duration.ofSeconds(1));
  }

  private static CanaryRelease release() {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withUid("u").build());
    return release;
  }
}
