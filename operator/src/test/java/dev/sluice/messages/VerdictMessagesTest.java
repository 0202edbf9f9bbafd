package dev.sluice.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictMessagesTest {
  private final VerdictMessages messages = new VerdictMessages("canary", "stable");
  private final LazyMessage errors = messages.errors(7, 18, 0, 977);

  @Test
  void findings_have_the_counts_of_both_versions() {
    assertThat(errors).hasToString("canary failed 7/18 requests, stable 0/977");
    assertThat(messages.errors(1, 1240, 3, 14_310))
        .hasToString("canary failed 1/1,240 requests, stable 3/14,310");
    assertThat(messages.slow(250, 12, 240, 40, 4310))
        .hasToString("canary exceeded 250 ms in 12/240 requests, stable in 40/4,310");
    assertThat(messages.limit(errors, 0.05))
        .hasToString("canary failed 7/18 requests, stable 0/977; limit 5%");
  }

  @Test
  void a_version_without_requests_has_no_counts() {
    assertThat(messages.errors(0, 0, 3, 977)).hasToString("canary has no requests yet");
    assertThat(messages.slow(250, 0, 0, 0, 0)).hasToString("canary has no requests yet");
    assertThat(messages.errors(1, 20, 0, 0))
        .hasToString("canary failed 1/20 requests, stable had no requests");
    assertThat(messages.slow(250, 1, 20, 0, 0))
        .hasToString("canary exceeded 250 ms in 1/20 requests, stable had no requests");
    assertThat(VerdictMessages.all(List.of())).hasToString("no requests yet");
  }

  @Test
  void a_verdict_names_the_evidence_and_its_limits() {
    assertThat(messages.harm(errors, Math.log(13_487), Math.log(100)).sentence())
        .isEqualTo(
            "Canary failed 7/18 requests, stable 0/977; evidence of harm 13,487:1 (rollback at 100:1)");
    assertThat(messages.harmSuspected(errors, Math.log(31), Math.log(10), Math.log(100)))
        .hasToString(errors + "; evidence of harm 31:1 (advance below 10:1, rollback at 100:1)");
    assertThat(messages.verified(errors, 0.5)).hasToString(errors + "; verified for 50%");
    assertThat(messages.notVerifiedYet(errors, 1))
        .hasToString(errors + "; not yet verified for 100%");
  }

  @Test
  void a_hold_names_its_cause() {
    assertThat(messages.noTraffic(60)).hasToString("no requests to the canary for 60s");
    assertThat(messages.noTrafficAtWeight(0.05))
        .hasToString("no requests to the canary since its weight was set to 5%");
    assertThat(messages.trafficDeficit(3, 0.2).sentence())
        .startsWith("Canary received 3 requests at weight 20%, far fewer than expected");
    assertThat(
            VerdictMessages.sharedOutage(
                messages.outage(false, 0.12, OptionalDouble.of(0.001)), errors))
        .hasToString(
            "stable fails 12% of its requests, usually 0.1%: a shared dependency is likely down; "
                + errors);
    assertThat(messages.besideOutage(messages.outage(true, 1, OptionalDouble.empty()), errors))
        .hasToString(
            "stable leaves 100% of its requests unanswered, and canary does not; " + errors);
    assertThat(messages.slowWithoutBaseline(250, 0.3, 0.02))
        .hasToString(
            "canary exceeds 250 ms in 30% of recent requests, stable did in 2%;"
                + " at 100% there is no baseline to tell a slow version from slow nodes");
  }

  @Test
  void numbers_are_formatted_in_one_way() {
    assertThat(Numbers.count(999)).isEqualTo("999");
    assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.percent(0.0001)).isEqualTo("0.01%");
    assertThat(Numbers.percent(0.00012345)).isEqualTo("0.0123%");
    assertThat(Numbers.percent(1)).isEqualTo("100%");
    assertThat(Numbers.odds(Math.log(0.42))).isEqualTo("0.42");
    assertThat(Numbers.odds(Math.log(312.4))).isEqualTo("312");
    assertThat(Numbers.odds(800)).isEqualTo("over 1,000,000");
    assertThat(Numbers.decimal(0)).isEqualTo("0");
  }

  @Test
  void equal_numbers_are_equal_messages() {
    assertThat(messages.errors(7, 18, 0, 977)).isEqualTo(errors);
  }
}
