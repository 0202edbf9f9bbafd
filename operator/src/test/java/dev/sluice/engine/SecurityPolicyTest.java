package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.OnDelete;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.api.v1alpha1.SecurityObjects;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens and allowed requests: proxies read tokens before a rule asks for them. */
class SecurityPolicyTest extends LifecycleFixture {
  private static final String TOKENS = "RequestAuthentication";
  private static final String RULES = "AuthorizationPolicy";
  private static final Duration PROPAGATION = Duration.ofSeconds(2);

  private static final List<Map<String, Object>> JWT =
      List.of(Map.of("issuer", "https://accounts.example.com"));
  private static final List<Map<String, Object>> ALLOW =
      List.of(Map.of("from", List.of(Map.of("source", Map.of("requestPrincipals", List.of("*"))))));

  @Test
  void rulesFollowTokensAtTheAdoption() {
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    world.until("tokens", () -> world.object(TOKENS) != null);
    Instant tokens = world.now;
    world.until("rules", () -> world.object(RULES) != null);
    assertThat(Duration.between(tokens, world.now)).isGreaterThanOrEqualTo(PROPAGATION);
    adopted();
    assertThat(Unstructured.at(world.object(TOKENS), "spec", "jwtRules")).contains(JWT);
    assertThat(Unstructured.at(world.object(RULES), "spec", "rules")).contains(ALLOW);
    assertThat(Unstructured.text(world.object(RULES), "spec", "action")).isEqualTo("ALLOW");
  }

  @Test
  void anEditInAReleaseTakesEffectAndNoStageWaits() {
    atTwentyPercent();
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    world.run(Duration.ofSeconds(1));
    assertThat(world.object(TOKENS)).isNotNull();
    assertThat(world.object(RULES)).isNull();
    world.run(PROPAGATION.plusSeconds(2));
    assertThat(world.object(RULES)).isNotNull();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /** At rest nothing else would wake Sluice for minutes. */
  @Test
  void anEditAtRestTakesEffectSoon() {
    adopted();
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    world.run(PROPAGATION.plusSeconds(3));
    assertThat(world.object(RULES)).isNotNull();
  }

  @Test
  void aRefusedRuleChangesNothingAndHoldsUpNoRelease() {
    adopted();
    world.refuses = change -> change.target().kind().kind().equals(TOKENS);
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    world.run(Duration.ofSeconds(10));
    assertThat(world.object(TOKENS)).isNull();
    assertThat(world.object(RULES)).as("it would refuse every request").isNull();
    assertThat(condition("Programmed")).isEqualTo("False");
    assertThat(applied()).as("said of a rejected policy").isEmpty();
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.refuses = change -> false;
    world.until("applied", () -> world.object(RULES) != null);
    assertThat(applied())
        .satisfiesExactly(
            tokens -> assertThat(tokens).contains("RequestAuthentication/users"),
            rules -> assertThat(rules).contains("AuthorizationPolicy/users"));
  }

  private List<String> applied() {
    return world.events.stream()
        .filter(event -> event.reason() == Reason.PolicyApplied)
        .map(ReleaseEvent::message)
        .toList();
  }

  /** An invalid rule may be one that allows everything. */
  @Test
  void anInvalidEditChangesNothingWhileARollbackContinues() {
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    atTwentyPercent();
    world.spec = spec(new Security(null, null, List.of(Map.of())), null);
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(condition("Accepted")).isEqualTo("False");
    assertThat(Unstructured.at(world.object(RULES), "spec", "rules")).contains(ALLOW);
    assertThat(world.object(TOKENS)).isNotNull();
    world.spec = spec(new Security(null, null, ALLOW), null);
    world.until("no tokens", () -> world.object(TOKENS) == null);
  }

  @Test
  void rulesGoBeforeTokens() {
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    adopted();
    world.spec = spec(null, null);
    world.until("no rules", () -> world.object(RULES) == null);
    assertThat(world.object(TOKENS)).isNotNull();
    world.until("no tokens", () -> world.object(TOKENS) == null);
    assertThat(applied())
        .containsExactly(
            "AuthorizationPolicy/users: deleted, because the spec does not ask for it any more",
            "RequestAuthentication/users: deleted, because the spec does not ask for it any more");
  }

  @Test
  void bothStayWhenSluiceLeaves() {
    world.spec = spec(new Security(null, JWT, ALLOW), null);
    adopted();
    world.deleting = true;
    world.until("left", () -> world.finished);
    assertThat(world.object(TOKENS)).isNotNull();
    assertThat(world.object(RULES)).isNotNull();
    assertThat(world.object("VirtualService")).isNull();
  }

  @Test
  void bothGoWithSluiceIfAsked() {
    world.spec = spec(new Security(null, JWT, ALLOW), new OnDelete(null, SecurityObjects.Remove));
    adopted();
    world.deleting = true;
    world.until("no rules", () -> world.object(RULES) == null);
    assertThat(world.object(TOKENS)).isNotNull();
    world.until("left", () -> world.finished);
    assertThat(world.object(TOKENS)).isNull();
  }

  private static CanaryReleaseSpec spec(Security security, OnDelete onDelete) {
    return new CanaryReleaseSpec(
        new Target("users"), null, null, null, null, null, security, onDelete);
  }
}
