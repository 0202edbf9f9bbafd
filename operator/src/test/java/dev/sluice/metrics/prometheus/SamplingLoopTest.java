package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the loop asks; its grid has so long a step that no test waits for one. */
class SamplingLoopTest {
  private static final ReleaseKey USERS = new ReleaseKey("shop", "users");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SamplingGrid grid = new SamplingGrid(Duration.ofMinutes(5), Duration.ZERO);
  private final List<ReleaseKey> stepped = new CopyOnWriteArrayList<>();
  private final List<RuntimeException> errors = new CopyOnWriteArrayList<>();
  private FakePrometheus prometheus;
  private Sampler sampler;
  private ProxyRejects rejects;
  private SamplingLoop loop;

  @BeforeEach
  void start() throws IOException {
    prometheus = new FakePrometheus("shop");
    prometheus.load("users", 40, 0);
    PrometheusClient client =
        new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {});
    sampler = new Sampler(client, grid);
    rejects = new ProxyRejects(client);
    loop = new SamplingLoop(sampler, rejects, Clock.systemUTC(), stepped::add, errors::add);
  }

  @AfterEach
  void stop() {
    loop.close();
    prometheus.close();
    assertThat(errors).isEmpty();
  }

  @Test
  void whatATrialLacksIsAskedForWithoutWaitingForTheGrid() {
    loop.track(USERS, trial());
    await().atMost(PATIENCE).until(() -> !stepped.isEmpty());
    assertThat(stepped).containsExactly(USERS);
    assertThat(sampler.snapshot(USERS, Instant.now()).steps()).isNotEmpty();
  }

  @Test
  void trialsThatBeginTogetherAreAskedForTogether() {
    for (int i = 0; i < 20; i++) {
      loop.track(new ReleaseKey("shop", "users" + i), trial());
    }
    await().atMost(PATIENCE).until(() -> stepped.size() == 20);
    assertThat(prometheus.asked).hasSizeLessThanOrEqualTo(2 * 5);
  }

  @Test
  void whatWasNotAnsweredIsAskedForAgainBeforeTheNextPoint() {
    prometheus.instead = exchange -> FakePrometheus.send(exchange, 503, "");
    loop.track(USERS, trial());
    await().atMost(PATIENCE).until(() -> !stepped.isEmpty());
    assertThat(sampler.snapshot(USERS, Instant.now()).missingData())
        .contains(new MissingData.HttpError(503, ""));
    prometheus.instead = null;
    await().atMost(PATIENCE).until(() -> !sampler.snapshot(USERS, Instant.now()).steps().isEmpty());
  }

  @Test
  void aReleaseThatNoLongerExistsIsForgotten() {
    try (SamplingLoop deserted =
        new SamplingLoop(
            sampler,
            rejects,
            Clock.systemUTC(),
            release -> {
              stepped.add(release);
              return false;
            },
            errors::add)) {
      deserted.track(USERS, trial());
      await().atMost(PATIENCE).until(() -> !stepped.isEmpty() && sampler.tracked().isEmpty());
    }
  }

  /** The clock that timers go by is another one than the wall's, and timers are not exact. */
  @Test
  void aPointThatBecomesDueWhileTheLoopLooksIsAskedForAtOnce() {
    Instant point = Instant.ofEpochSecond(grid.floor(Instant.now()));
    AtomicReference<Instant> now = new AtomicReference<>(point.minusMillis(1));
    List<Long> nanos = new CopyOnWriteArrayList<>();
    InstantSource early = now::get;
    try (SamplingLoop precise =
        new SamplingLoop(
            sampler,
            rejects,
            early.withZone(ZoneOffset.UTC),
            key -> {
              nanos.add(System.nanoTime());
              now.set(point.plusMillis(1));
              return true;
            },
            errors::add)) {
      precise.track(USERS, trial());
      await().atMost(PATIENCE).until(() -> nanos.size() == 2);
      // What was not answered is asked for again after three seconds: nothing was.
      assertThat(nanos.get(1) - nanos.get(0)).isLessThan(TimeUnit.MILLISECONDS.toNanos(2_900));
    }
  }

  private AnalysisTarget trial() {
    Instant after = Instant.now().minus(Duration.ofMinutes(7));
    return new AnalysisTarget("users-canary-2", "users", after, Optional.empty(), Map.of());
  }
}
