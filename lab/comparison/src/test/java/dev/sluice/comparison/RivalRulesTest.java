package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The rivals' rules on traffic whose outcome is plain. */
class RivalRulesTest {

  @Test
  void flagger_takes_back_at_the_tick_after_the_fifth_failed_check() {
    assertThat(seconds(FlaggerRule.errors("", 60), 1000, t -> 1)).isEqualTo(6 * 60);
    assertThat(seconds(FlaggerRule.errors("", 15), 1000, t -> 1)).isEqualTo(6 * 15);
  }

  @Test
  void flagger_never_forgets_a_failed_check() {
    IntToDoubleFunction everyOtherMinute = t -> t / 60 % 2 == 0 ? 1 : 0;
    assertThat(seconds(FlaggerRule.errors("", 60), 1000, everyOtherMinute)).isEqualTo(10 * 60);
  }

  @Test
  void flagger_takes_no_data_for_failure() {
    assertThat(seconds(FlaggerRule.errors("", 60), 0, t -> 0)).isEqualTo(6 * 60);
  }

  @Test
  void flagger_lets_pass_what_is_within_its_limit_whatever_the_stable_version_does() {
    assertThat(seconds(FlaggerRule.errors("", 60), 1000, t -> 0.005)).isEqualTo(-1);
  }

  @Test
  void argo_aborts_at_the_measurement_beyond_its_limit() {
    assertThat(seconds(ArgoRule.documented(""), 1000, t -> 1)).isEqualTo(4 * 300);
    assertThat(seconds(ArgoRule.careful(""), 1000, t -> 1)).isEqualTo(4 * 60);
  }

  @Test
  void irate_looks_at_the_last_scrape_only() {
    IntToDoubleFunction fineWhenMeasured = t -> t % 300 == 285 ? 0 : 1;
    assertThat(seconds(ArgoRule.documented(""), 1000, fineWhenMeasured)).isEqualTo(-1);
  }

  @Test
  void argo_takes_no_data_as_it_is_told() {
    assertThat(seconds(ArgoRule.documented(""), 0, t -> 0)).isEqualTo(4 * 300);
    assertThat(seconds(ArgoRule.careful(""), 0, t -> 0)).isEqualTo(-1);
  }

  @Test
  void kayenta_takes_back_when_it_judges() {
    KayentaRule everyTen = new KayentaRule("", 10, MetricQuery.ERROR_SHARE, true);
    KayentaRule once = new KayentaRule("", 60, MetricQuery.ERROR_SHARE, true);
    assertThat(seconds(everyTen, 1000, t -> 0.5)).isEqualTo(600);
    assertThat(seconds(once, 1000, t -> 0.5)).isEqualTo(3600);
    assertThat(seconds(everyTen, 1000, t -> 0)).isEqualTo(-1);
  }

  /**
   * When a release of an hour at one weight is rolled back beside a stable version without errors.
   */
  private static int seconds(ToolRule rule, double requestsPerSecond, IntToDoubleFunction canary) {
    TrafficCase world = TrafficCase.of("plain", requestsPerSecond, 0, 0).failing(t -> 0, canary);
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, world.name(), 0));
    ToolRule.Watch watch = rule.watch(recording);
    for (int k = 1; k <= Schedule.HOUR; k++) {
      recording.scrape(0.2);
      if (watch.rollsBack()) {
        return k * TrafficRecording.SCRAPE_SECONDS;
      }
    }
    return -1;
  }
}
