package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Change;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.OwnedObjects;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfirmedChangesTest {
  private static final ObjectKey KEY =
      new ObjectKey(
          new ResourceKind("security.istio.io", "v1", "PeerAuthentication", "peerauthentications"),
          "shop",
          "users");

  private final UnconfirmedChanges unconfirmed = new UnconfirmedChanges();
  private final CanaryRelease release = release();
  private final Map<String, Object> sent = policy("STRICT");

  @Test
  void isPublishedOnceIfTheObjectIsSeenAsItWasSent() {
    Decision decision = decision(Optional.of(new ReleaseEvent(Reason.PolicyApplied, "Strict")));
    unconfirmed.put(release, decision);
    assertThat(unconfirmed.confirmed(release, OwnedObjects.NONE)).as("not created").isEmpty();
    assertThat(unconfirmed.confirmed(release, seen(policy("PERMISSIVE")))).as("older").isEmpty();
    assertThat(unconfirmed.confirmed(release, seen(sent))).hasValue(decision);
    assertThat(unconfirmed.confirmed(release, seen(sent))).isEmpty();
  }

  @Test
  void aDeletionIsMadeWhenTheObjectIsGone() {
    Decision decision =
        decision(
            new Change.Delete(KEY, "uid", "1", "delete PeerAuthentication"),
            Optional.of(new ReleaseEvent(Reason.PolicyApplied, "deleted")));
    unconfirmed.put(release, decision);
    assertThat(unconfirmed.confirmed(release, seen(sent))).isEmpty();
    assertThat(unconfirmed.confirmed(release, OwnedObjects.NONE)).hasValue(decision);
  }

  @Test
  void isNotPublishedIfItIsMadeAgainAndAnswered() {
    unconfirmed.put(
        release, decision(Optional.of(new ReleaseEvent(Reason.PolicyApplied, "Strict"))));
    unconfirmed.forget(release);
    assertThat(unconfirmed.confirmed(release, seen(sent))).isEmpty();
  }

  @Test
  void aChangeWithoutAnEventIsNotKept() {
    unconfirmed.put(release, decision(Optional.empty()));
    assertThat(unconfirmed.confirmed(release, seen(sent))).isEmpty();
  }

  private Decision decision(Optional<ReleaseEvent> changeEvent) {
    return decision(new Change.Apply(KEY, sent, Map.of(), "mutual TLS Strict"), changeEvent);
  }

  private static Decision decision(Change change, Optional<ReleaseEvent> changeEvent) {
    return new Decision(
        null,
        null,
        Optional.of(change),
        changeEvent,
        List.of(),
        Optional.empty(),
        Duration.ZERO,
        false,
        Optional.empty());
  }

  private static OwnedObjects seen(Map<String, Object> object) {
    return new OwnedObjects(Map.of(KEY, object));
  }

  private static Map<String, Object> policy(String mode) {
    return ManagedObject.of(
        KEY,
        new ReleaseRef("shop", "users", "sluice-system", "users", "users"),
        Map.of("mtls", Map.of("mode", mode)));
  }

  private static CanaryRelease release() {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withUid("u").build());
    return release;
  }
}
