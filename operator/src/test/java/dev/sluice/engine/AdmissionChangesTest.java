package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Mtls;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook of the platform changes what Sluice writes. */
class AdmissionChangesTest extends LifecycleFixture {
  private static final UnaryOperator<Map<String, Object>> TIMEOUT =
      changed("VirtualService", spec -> http(spec).put("timeout", "7s"));
  private static final UnaryOperator<Map<String, Object>> GATEWAY =
      changed("VirtualService", spec -> spec.put("gateways", List.of("edge")));

  @Test
  void aHarmlessChangeStopsNeitherAdoptionNorARelease() {
    world.webhook = TIMEOUT;
    adopted();
    assertThat(programmed().reason()).isEqualTo("ChangedByAdmission");
    assertThat(programmed().message())
        .isEqualTo(
            "Admission changed VirtualService users: spec.http[0].timeout (sent none, stored 7s);"
                + " accepted as it is");
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.until("at rest", () -> world.state().stage() == Stage.IDLE);
    assertThat(programmed().status()).isEqualTo("False");
    assertThat(events(Reason.ChangedByAdmission)).hasSize(1);
    assertThat(events(Reason.Repaired)).isEmpty();
    world.deleting = true;
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
  }

  @Test
  void aBadCanaryIsRolledBackAllTheSame() {
    world.webhook = TIMEOUT;
    atTwentyPercent();
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.run(Duration.ofSeconds(60));
    assertThat(world.weight()).isZero();
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
  }

  @Test
  void nothingIsRepairedInALoopAndTheStatusStaysAsItIs() {
    world.webhook = TIMEOUT;
    adopted();
    world.run(Duration.ofMinutes(1));
    int writes = world.writes.size();
    int records = world.statusWrites;
    world.run(Duration.ofMinutes(60));
    assertThat(world.writes.size() - writes)
        .as("writes of an hour, with pauses that grow from 10 s to an hour")
        .isBetween(3, 7);
    assertThat(world.statusWrites).isEqualTo(records);
  }

  @Test
  void anEditOfAChangedObjectIsRepairedAndTold() {
    world.webhook = TIMEOUT;
    adopted();
    Map<String, Object> stored = Unstructured.copy(spec("VirtualService"));
    edit("VirtualService", spec -> http(spec).put("timeout", "9s"));
    world.run(Duration.ofSeconds(2));
    assertThat(spec("VirtualService")).isEqualTo(stored);
    assertThat(events(Reason.Repaired)).hasSize(1);
    assertThat(events(Reason.ChangedByAdmission)).hasSize(1);
  }

  /** The checkpoint tells what the webhook changed from what a person changes meanwhile. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterARestartItIsKnownWhatAdmissionChanged(boolean edited) {
    world.webhook = TIMEOUT;
    adopted();
    world.run(Duration.ofSeconds(5));
    world.altered.clear();
    if (edited) {
      edit("VirtualService", spec -> http(spec).put("timeout", "9s"));
    }
    int writes = world.writes.size();
    world.run(Duration.ofSeconds(8));
    assertThat(world.writes).as("sent once more to learn it").hasSize(writes + 1);
    assertThat(http(spec("VirtualService"))).containsEntry("timeout", "7s");
    assertThat(events(Reason.Repaired)).hasSize(edited ? 1 : 0);
    assertThat(programmed().reason()).isEqualTo("ChangedByAdmission");
  }

  /** Killed after a write and before its record: nothing of the change is known. */
  @Test
  void anUnrecordedChangeIsLearnedByOneMoreWrite() {
    world.webhook = TIMEOUT;
    world.until("routed", () -> world.object("VirtualService") != null);
    world.altered.clear();
    adopted();
    assertThat(programmed().reason()).isEqualTo("ChangedByAdmission");
    assertThat(events(Reason.Repaired)).isEmpty();
  }

  @Test
  void withoutTheWebhookTheObjectIsAsItWasSentAgain() {
    world.webhook = TIMEOUT;
    adopted();
    world.webhook = object -> object;
    world.run(Duration.ofMinutes(3));
    assertThat(http(spec("VirtualService"))).doesNotContainKey("timeout");
    assertThat(programmed().status()).isEqualTo("True");
    assertThat(events(Reason.Repaired)).isEmpty();
    assertThat(world.state().altered()).isEmpty();
  }

  @Test
  void aChangeOfWhereRequestsGoLetsNoReleaseStart() {
    world.webhook = GATEWAY;
    world.until("at rest", () -> world.state().stage() == Stage.IDLE);
    world.set("1.1");
    world.run(Duration.ofMinutes(2));
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.phase()).isEqualTo(Phase.Blocked);
    assertThat(world.status.message())
        .contains("VirtualService users", "spec.gateways (sent none, stored [edge])", "exclude");
    assertThat(programmed().reason()).isEqualTo("ChangedByAdmission");

    world.webhook = object -> object;
    world.run(Duration.ofSeconds(70));
    assertThat(world.status.release().version()).isEqualTo("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void aChangedSubsetLetsNoReleaseStart() {
    world.webhook =
        changed(
            "DestinationRule",
            spec ->
                Unstructured.maps(spec, "subsets")
                    .get(1)
                    .put("labels", Map.of("sluice.dev/track", "other")));
    world.until("at rest", () -> world.state().stage() == Stage.IDLE);
    world.set("1.1");
    world.run(Duration.ofMinutes(1));
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.message())
        .contains("spec.subsets[1].labels[sluice.dev/track] (sent canary, stored other)");
  }

  /** A webhook that comes in the middle of a release: the canary gets no more than it has. */
  @Test
  void aChangeOfWhereRequestsGoHoldsAReleaseInProgress() {
    atTwentyPercent();
    world.webhook = GATEWAY;
    edit("VirtualService", spec -> http(spec).put("timeout", "9s"));
    world.run(Duration.ofMinutes(20));
    assertThat(world.weight()).isEqualTo(20);
    assertThat(condition("Accepted")).isEqualTo("False");
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.run(Duration.ofSeconds(60));
    assertThat(world.weight()).isZero();
    world.until("canary without pods", () -> world.state().stage() == Stage.IDLE);
  }

  /** Weight 0 is not what the webhook stores: the canary's pods must stay. */
  @Test
  void podsStayWhereAdmissionKeepsTheirRequests() {
    atTwentyPercent();
    world.webhook =
        changed(
            "VirtualService",
            spec -> {
              List<Map<String, Object>> route = Unstructured.maps(http(spec), "route");
              route.get(0).put("weight", 80);
              route.get(1).put("weight", 20);
            });
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.run(Duration.ofMinutes(3));
    assertThat(world.state().stage()).isEqualTo(Stage.ROLLING_BACK);
    assertThat(condition("Accepted")).isEqualTo("False");
    world.webhook = object -> object;
    world.run(Duration.ofMinutes(3));
    assertThat(world.weight()).isZero();
    assertThat(world.status.phase()).isEqualTo(Phase.RolledBack);
  }

  /** A policy is changed in each write: the subsets still move. */
  @Test
  void aChangedPolicyDoesNotHoldUpTheSubsets() {
    world.webhook =
        changed("DestinationRule", spec -> spec.put("trafficPolicy", Map.of("tls", Map.of())));
    adopted();
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.until("at rest", () -> world.state().stage() == Stage.IDLE);
    assertThat(events(Reason.Repaired)).isEmpty();
    assertThat(events(Reason.ChangedByAdmission)).hasSize(1);
  }

  @Test
  void mutualTlsIsNotClaimedWhereAdmissionChangedIt() {
    world.spec =
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            null,
            null,
            new Security(new Mtls(MtlsMode.Strict), null, null),
            null);
    world.webhook =
        changed("PeerAuthentication", spec -> spec.put("mtls", Map.of("mode", "PERMISSIVE")));
    adopted();
    assertThat(condition("MutualTLS")).isEqualTo("False");
    assertThat(programmed().message()).contains("spec.mtls.mode (sent STRICT, stored PERMISSIVE)");
  }

  /** A field that others add is none that admission changed. */
  @Test
  void anAddedFieldIsRemovedAndTold() {
    adopted();
    edit("VirtualService", spec -> spec.put("gateways", List.of("edge")));
    world.run(Duration.ofSeconds(2));
    assertThat(spec("VirtualService")).doesNotContainKey("gateways");
    assertThat(events(Reason.Repaired)).hasSize(1);
    assertThat(programmed().status()).isEqualTo("True");
  }

  @Test
  void labelsAndAnnotationsOfOthersStayAndOursReturn() {
    adopted();
    Map<String, Object> metadata = Unstructured.map(world.object("VirtualService"), "metadata");
    Unstructured.map(metadata, "labels").put("team", "shop");
    metadata.put("annotations", Map.of("note", "night"));
    metadata.put("finalizers", List.of("example.org/backup"));
    world.touch(world.object("VirtualService"));
    world.run(Duration.ofSeconds(2));
    metadata = Unstructured.map(world.object("VirtualService"), "metadata");
    assertThat(Unstructured.map(metadata, "labels")).containsEntry("team", "shop").hasSize(3);
    assertThat(Unstructured.map(metadata, "annotations"))
        .containsEntry("note", "night")
        .containsKey("sluice.dev/applied");
    assertThat(metadata).containsEntry("finalizers", List.of("example.org/backup"));
  }

  /** A policy that is refused meanwhile must not hide that the webhook is gone. */
  @Test
  void aRefusedPolicyDoesNotHoldUpTheRetry() {
    world.webhook = GATEWAY;
    world.until("at rest", () -> world.state().stage() == Stage.IDLE);
    world.spec =
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            null,
            null,
            new Security(new Mtls(MtlsMode.Strict), null, null),
            null);
    world.refuses = change -> change.target().kind().kind().equals("PeerAuthentication");
    world.run(Duration.ofSeconds(5));
    world.webhook = object -> object;
    world.run(Duration.ofSeconds(70));
    assertThat(spec("VirtualService")).doesNotContainKey("gateways");
    assertThat(condition("Accepted")).isEqualTo("True");
  }

  /** A checkpoint without the field has none, and gets the field only when there is something. */
  @Test
  void theCheckpointHasTheFieldOnlyWhereItIsNeeded() {
    adopted();
    assertThat(world.status.checkpoint()).doesNotContain("altered");
    world.webhook = TIMEOUT;
    edit("VirtualService", spec -> spec.put("gateways", List.of("edge")));
    world.run(Duration.ofSeconds(2));
    assertThat(world.status.checkpoint()).contains("\"altered\":[{\"object\":");
    assertThat(world.state().altered())
        .singleElement()
        .satisfies(altered -> assertThat(altered.object()).isEqualTo("VirtualService/users"));
  }

  private static UnaryOperator<Map<String, Object>> changed(
      String kind, Consumer<Map<String, Object>> change) {
    return object -> {
      Map<String, Object> stored = Unstructured.copy(object);
      if (kind.equals(stored.get("kind"))) {
        change.accept(Unstructured.map(stored, "spec"));
      }
      return stored;
    };
  }

  private static Map<String, Object> http(Map<String, Object> spec) {
    return Unstructured.maps(spec, "http").get(0);
  }

  private Map<String, Object> spec(String kind) {
    return Unstructured.map(world.object(kind), "spec");
  }

  /** A person's edit, past the webhook. */
  private void edit(String kind, Consumer<Map<String, Object>> change) {
    Map<String, Object> object = Unstructured.copy(world.object(kind));
    change.accept(Unstructured.map(object, "spec"));
    world.touch(object);
    world.mesh.replaceAll((key, old) -> key.kind().kind().equals(kind) ? object : old);
  }

  private List<ReleaseEvent> events(Reason reason) {
    return world.events.stream().filter(event -> event.reason() == reason).toList();
  }

  private Condition programmed() {
    return world.status.conditions().stream()
        .filter(condition -> condition.type().equals("Programmed"))
        .findFirst()
        .orElseThrow();
  }
}
