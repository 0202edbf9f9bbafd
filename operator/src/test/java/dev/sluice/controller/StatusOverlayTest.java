package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class StatusOverlayTest {
  private final StatusOverlay recorded = new StatusOverlay();

  @Test
  void readsWhatWasWrittenUntilTheCacheHasCaughtUp() {
    CanaryRelease cached = release("a", "9");
    CanaryRelease written = release("a", "10");
    recorded.put(written);
    assertThat(recorded.newest(cached)).isSameAs(written);
    CanaryRelease later = release("a", "11");
    assertThat(recorded.newest(later)).isSameAs(later);
    assertThat(recorded.newest(cached)).as("forgotten").isSameAs(cached);
  }

  @Test
  void comparesVersionsAsNumbers() {
    assertThat(ResourceVersions.newer(release("a", "1000"), release("a", "999"))).isTrue();
    assertThat(ResourceVersions.newer(release("a", "5"), release("a", "5"))).isFalse();
  }

  @Test
  void keepsTheLaterOfTwoWrites() {
    recorded.put(release("a", "12"));
    recorded.put(release("a", "11"));
    assertThat(recorded.newest(release("a", "1")).getMetadata().getResourceVersion())
        .isEqualTo("12");
  }

  @Test
  void anotherObjectOfTheSameNameIsAnother() {
    recorded.put(release("a", "12"));
    CanaryRelease other = release("b", "2");
    assertThat(recorded.newest(other)).isSameAs(other);
  }

  private static CanaryRelease release(String uid, String version) {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(
        new ObjectMetaBuilder()
            .withName("users")
            .withNamespace("shop")
            .withUid(uid)
            .withResourceVersion(version)
            .build());
    return release;
  }
}
