package dev.sluice.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.Evidence;
import dev.sluice.release.Trial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplerTest {
  /** A point of the grid. */
  private static final long T = 1_000_000;

  private static final Sampler.Key USERS = new Sampler.Key("shop", "users");
  private static final Trial TRIAL = new Trial("users-canary-2", "users", at(0));

  private FakePrometheus prometheus;
  private Sampler sampler;

  @BeforeEach
  void start() throws IOException {
    prometheus = new FakePrometheus("shop");
    sampler =
        new Sampler(
            new PrometheusClient(
                prometheus.address(),
                Duration.ofSeconds(5),
                PrometheusClient.LARGEST_BODY,
                answer -> {}));
  }

  @AfterEach
  void stop() {
    prometheus.close();
  }

  @Test
  void countsEveryRequestOnceWhateverTheScrapeInterval() {
    scrapeStableEvery(5, -60, 60);
    Scrapes canary = prometheus.scrapes("users-canary-2");
    // 10 requests a scrape, every fifth of them fails; two series, one of which begins later.
    for (int i = 0; i <= 10; i++) {
      canary.at(
          T + 1 + 5L * i, i < 3 ? Map.of("200", 8L * i) : Map.of("200", 8L * i, "503", 2L * i));
    }
    sampler.track(USERS, TRIAL);
    for (int second = 1; second <= 26; second += 2) {
      sampler.step(at(second));
    }
    // Scrapes until T + 24 are at T + 1, 6, 11, 16, 21: the last one says 32 and 8.
    assertThat(evidence(26).candidate()).isEqualTo(new Counts(40, 8));
    assertThat(evidence(26).baseline()).isEqualTo(new Counts(80, 0));
  }

  @Test
  void asksAgainWithoutCountingTwiceAfterARestart() {
    scrapeStableEvery(5, -60, 60);
    sampler.track(USERS, TRIAL);
    sampler.step(at(15));
    Counts before = evidence(15).baseline();
    sampler.step(at(15));
    assertThat(evidence(15).baseline()).isEqualTo(before);

    Sampler restarted = new Sampler(new PrometheusClient(prometheus.address(), answer -> {}));
    restarted.track(USERS, TRIAL);
    restarted.step(at(15));
    assertThat(restarted.evidence("shop", TRIAL, at(15)).baseline()).isEqualTo(before);
  }

  @Test
  void aSampleThatComesLateIsCountedByTheNextStep() {
    Scrapes stable = prometheus.scrapes("users");
    prometheus.load("users-canary-2", 1, 0);
    stable.at(T - 5, Map.of("200", 100L)).at(T, Map.of("200", 110L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(7));
    assertThat(evidence(7).baseline()).isEqualTo(new Counts(0, 0));
    // Its scrape began at T + 5, before the point that was just asked for.
    stable.at(T + 5, Map.of("200", 130L));
    sampler.step(at(9));
    assertThat(evidence(9).baseline()).isEqualTo(new Counts(20, 0));
  }

  @Test
  void aCounterThatStartsAnewCountsWhole() {
    prometheus.load("users-canary-2", 1, 0);
    prometheus
        .scrapes("users")
        .at(T - 3, Map.of("200", 1000L))
        .at(T + 2, Map.of("200", 1010L))
        .at(T + 7, Map.of("200", 7L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(11));
    assertThat(evidence(11).baseline()).isEqualTo(new Counts(17, 0));
  }

  @Test
  void onlyTheLastThirtySecondsCount() {
    prometheus.load("users", 10, 1);
    prometheus.load("users-canary-2", 10, 1);
    sampler.track(USERS, TRIAL);
    for (int second = 3; second <= 61; second += 2) {
      sampler.step(at(second));
    }
    // Points T + 32 to T + 60 of a grid of 2 s, 11 requests each; code 0 is nobody's answer.
    assertThat(evidence(61).candidate()).isEqualTo(new Counts(15 * 11, 15));
  }

  @Test
  void nothingFromBeforeTheTrialCounts() {
    prometheus.load("users", 10, 0);
    prometheus.load("users-canary-2", 10, 0);
    sampler.track(USERS, TRIAL);
    sampler.step(at(21));
    Trial next = new Trial("users-canary-2", "users", at(15));
    sampler.track(USERS, next);
    sampler.step(at(23));
    // T + 16, 18, 20, 22.
    assertThat(sampler.evidence("shop", next, at(23)).candidate()).isEqualTo(new Counts(40, 0));
  }

  @Test
  void aGapThatBeganBeforeTheTrialIsNotCounted() {
    prometheus.load("users-canary-2", 1, 0);
    prometheus
        .scrapes("users")
        .at(T - 40, Map.of("200", 1000L, "500", 0L))
        .at(T + 4, Map.of("200", 1000L, "500", 900L))
        .at(T + 9, Map.of("200", 1005L, "500", 900L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(11));
    assertThat(evidence(11).baseline()).isEqualTo(new Counts(5, 0));
  }

  @Test
  void aGapWithinTheTrialIsCounted() {
    prometheus.load("users-canary-2", 1, 0);
    prometheus
        .scrapes("users")
        .at(T, Map.of("200", 1000L))
        .at(T + 2, Map.of("200", 1010L))
        .at(T + 50, Map.of("200", 1300L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(52));
    assertThat(evidence(52).baseline()).isEqualTo(new Counts(290, 0));
  }

  @Test
  void aCounterWithoutKnownBeginningIsNotCounted() {
    // Prometheus lost all it knew: the first samples hold every request ever made.
    prometheus.scrapes("users").at(T + 4, Map.of("500", 9000L)).at(T + 9, Map.of("500", 9001L));
    prometheus
        .scrapes("users-canary-2")
        .at(T + 4, Map.of("500", 700L))
        .at(T + 9, Map.of("500", 703L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(11));
    assertThat(evidence(11).baseline()).isEqualTo(new Counts(1, 1));
    assertThat(evidence(11).candidate()).isEqualTo(new Counts(3, 3));
  }

  @Test
  void theFirstRequestsOfANewCanaryCount() {
    scrapeStableEvery(5, -60, 60);
    prometheus.scrapes("users-canary-2").at(T + 6, Map.of("500", 12L));
    sampler.track(USERS, TRIAL);
    sampler.step(at(9));
    assertThat(evidence(9).candidate()).isEqualTo(new Counts(12, 12));
  }

  @Test
  void aWorkloadWithoutSeriesHasNoRequestsWhereTheOtherHasSome() {
    prometheus.load("users", 10, 0);
    sampler.track(USERS, TRIAL);
    sampler.step(at(5));
    assertThat(evidence(5)).isEqualTo(Evidence.of(Counts.NONE, new Counts(20, 0)));
  }

  @Test
  void saysWhyThereIsNoEvidence() {
    assertThat(evidence(0).missing()).isEqualTo("Prometheus was not asked yet");

    sampler.track(USERS, TRIAL);
    assertThat(evidence(0).missing()).isEqualTo("Prometheus was not asked yet");

    sampler.step(at(3));
    assertThat(evidence(3).missing())
        .isEqualTo(
            "no istio_requests_total series for users-canary-2 or users in namespace shop:"
                + " are the callers in the mesh and scraped?");

    prometheus.scrapes("users").at(T + 3, Map.of("200", 1L));
    sampler.step(at(5));
    assertThat(evidence(5).missing()).isEmpty();

    sampler.step(at(25));
    assertThat(evidence(25).missing())
        .isEqualTo("the newest sample is older than 20 s: are the callers still scraped?");

    prometheus.instead = exchange -> FakePrometheus.send(exchange, 503, "");
    sampler.step(at(27));
    sampler.step(at(36));
    assertThat(evidence(36).missing()).isEqualTo("no answer: Prometheus answered HTTP 503");
  }

  @Test
  void aShortFailureIsBridgedByWhatIsKnown() {
    prometheus.load("users", 10, 0);
    prometheus.load("users-canary-2", 10, 0);
    sampler.track(USERS, TRIAL);
    sampler.step(at(9));
    prometheus.instead = exchange -> FakePrometheus.send(exchange, 503, "");
    sampler.step(at(11));
    sampler.step(at(17));
    assertThat(evidence(17).candidate()).isEqualTo(new Counts(40, 0));
    prometheus.instead = null;
    sampler.step(at(21));
    assertThat(evidence(21).candidate()).isEqualTo(new Counts(100, 0));
  }

  @Test
  void theNumberOfQueriesDoesNotGrowWithTheReleases() {
    for (int i = 0; i < 100; i++) {
      sampler.track(
          new Sampler.Key("shop", "app" + i), new Trial("app" + i + "-canary-2", "app" + i, at(0)));
    }
    sampler.step(at(3));
    assertThat(prometheus.asked).hasSize(2);
    sampler.step(at(3));
    sampler.step(at(5));
    assertThat(prometheus.asked).hasSize(6);
  }

  @Test
  void manyNamesAreSplitBySize() {
    for (int i = 0; i < 1000; i++) {
      sampler.track(
          new Sampler.Key("shop", "app" + i), new Trial("app" + i + "-canary-2", "app" + i, at(0)));
    }
    sampler.step(at(3));
    assertThat(prometheus.asked)
        .hasSizeBetween(4, 8)
        .allMatch(form -> form.get("query").length() < 120_000);
  }

  @Test
  void nothingIsAskedForWhenNothingIsOnTrial() {
    sampler.track(USERS, TRIAL);
    sampler.forget(USERS);
    sampler.step(at(3));
    assertThat(prometheus.asked).isEmpty();
    assertThat(sampler.tracked()).isEmpty();
  }

  @Test
  void looksBackAMinuteAtMost() {
    sampler.track(USERS, new Trial("users-canary-2", "users", at(-3600)));
    sampler.step(at(1));
    assertThat(prometheus.asked.get(0)).containsEntry("start", Long.toString(T - 58));
    assertThat(prometheus.asked.get(0)).containsEntry("end", Long.toString(T));
  }

  private void scrapeStableEvery(int interval, int from, int to) {
    Scrapes stable = prometheus.scrapes("users");
    long requests = 5000;
    for (int second = from; second <= to; second += interval) {
      stable.at(T + second, Map.of("200", requests));
      requests += 20;
    }
  }

  private Evidence evidence(int second) {
    return sampler.evidence("shop", TRIAL, at(second));
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(T + second);
  }
}
