package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteBackoffTest {
  private final WriteBackoff backoff = new WriteBackoff();
  private final CanaryRelease release = release();

  @Test
  void aRejectionIsKeptUntilAWriteSucceeds() {
    assertThat(backoff.rejection(release)).isEmpty();
    assertThat(backoff.failed(release, "host conflict")).isTrue();
    assertThat(backoff.failed(release, "host conflict")).as("not new").isFalse();
    assertThat(backoff.rejection(release)).isEqualTo("host conflict");
    backoff.reset(release);
    assertThat(backoff.rejection(release)).isEmpty();
  }

  @Test
  void doublesTheDelayUpToTenSeconds() {
    for (long seconds : new long[] {1, 2, 4, 8, 10, 10}) {
      backoff.failed(release, "");
      assertThat(backoff.delay(release)).isEqualTo(Duration.ofSeconds(seconds));
    }
    backoff.reset(release);
    backoff.failed(release, "");
    assertThat(backoff.delay(release)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aWrittenStatusEndsTheDelayButNotTheRejection() {
    backoff.failed(release, "host conflict");
    backoff.failed(release, "host conflict");
    backoff.statusWritten(release);
    assertThat(backoff.rejection(release)).isEqualTo("host conflict");
    assertThat(backoff.failed(release, "host conflict")).as("not new").isFalse();
    assertThat(backoff.delay(release)).isEqualTo(Duration.ofSeconds(1));
  }

  private static CanaryRelease release() {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withUid("u").build());
    return release;
  }
}
