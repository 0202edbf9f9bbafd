package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.config.Settings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL that is away at the start, and one that goes away under load. */
class DatabaseOutageIT {

  private static final Duration OUTAGE = Duration.ofSeconds(10);
  private static final Duration RECOVERY = Duration.ofSeconds(2);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(7);
  private static final Duration PAUSE = Duration.ofMillis(2_200);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final Queue<SampleApp> apps = new ConcurrentLinkedQueue<>();
  private TestPostgres postgres;

  @BeforeEach
  void reserve() throws Exception {
    postgres = new TestPostgres(directory);
  }

  @AfterEach
  void end() throws Exception {
    for (SampleApp app : apps) {
      app.stop();
    }
    postgres.close();
  }

  @Test
  void aReplicaWaitsForADatabaseThatIsAwayAtTheStart() throws Exception {
    postgres.start();
    Map<String, String> environment = postgres.emptyDatabase();
    postgres.stop();
    Caller caller = start(environment);
    assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(caller.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(caller.get("/health").body()).contains("\"status\":\"DOWN\"");
    assertUnavailable(caller, caller.get("/users"));
    assertUnavailable(caller, caller.get("/users?sleep=10"));
    assertUnavailable(
        caller, caller.call("POST", "/users", "{\"name\":\"Ada\",\"email\":\"a@x.example\"}"));

    postgres.start();
    awaitReady(caller);
    // No request waits for a login: they were done before the replica was ready.
    assertThat(caller.get("/metrics").body())
        .contains("database_up 1.0", "hikaricp_connections{pool=\"users\"} 8.0");
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
  }

  @Test
  void anOutageUnderLoadIsBoundedAndOverSoonAfter() throws Exception {
    Caller caller = startWithAUser();

    OutageLoad load = new OutageLoad(caller);
    load.awaitAnswers(500);
    postgres.stop();
    long stopped = System.nanoTime();
    await().atMost(RECOVERY).until(() -> caller.get("/health/ready").statusCode() == 503);
    while (System.nanoTime() - stopped < OUTAGE.toNanos()) {
      long begin = System.nanoTime();
      assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(since(begin)).isLessThan(Duration.ofSeconds(1));
      TimeUnit.MILLISECONDS.sleep(100);
    }
    postgres.start();
    long back = System.nanoTime();
    awaitReady(caller);
    Duration ready = since(back);
    load.awaitAnswers(500);
    load.stop();

    Duration lastFailure = Duration.ofNanos(Math.max(0, load.lastFailure(back) - back));
    System.out.printf(
        "outage answers=%d unavailable=%d longest_ms=%d ready_after_ms=%d last_503_after_ms=%d%n",
        load.answers.size(),
        load.count(503),
        load.longest().toMillis(),
        ready.toMillis(),
        lastFailure.toMillis());
    assertThat(load.errors).isEmpty();
    assertThat(load.count(200) + load.count(503)).isEqualTo(load.answers.size());
    assertThat(load.count(503)).isPositive();
    assertThat(load.longest()).isLessThan(LONGEST_ANSWER);
    assertThat(ready).isLessThan(RECOVERY);
    assertThat(lastFailure).isLessThan(RECOVERY);
  }

  @Test
  void aServerThatKeepsConnectionsAndAnswersNothingIsAnOutageToo() throws Exception {
    Caller caller = startWithAUser();
    OutageLoad load = new OutageLoad(caller);
    load.awaitAnswers(500);
    postgres.freeze();
    try {
      await().atMost(LIMIT).until(() -> caller.get("/health/ready").statusCode() == 503);
      load.awaitAnswers(2_000);
      assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      postgres.thaw();
    }
    long back = System.nanoTime();
    awaitReady(caller);
    Duration ready = since(back);
    load.awaitAnswers(500);
    load.stop();
    System.out.printf(
        "frozen answers=%d unavailable=%d longest_ms=%d ready_after_ms=%d%n",
        load.answers.size(), load.count(503), load.longest().toMillis(), ready.toMillis());
    assertThat(load.errors).isEmpty();
    assertThat(load.count(200) + load.count(503)).isEqualTo(load.answers.size());
    assertThat(load.longest()).isLessThan(LONGEST_ANSWER);
    assertThat(ready).isLessThan(RECOVERY);
  }

  /** As on a machine with too little CPU: requests wait, and none fails. */
  @Test
  void aDatabaseThatIsSlowForAMomentIsNotAway() throws Exception {
    Caller caller = startWithAUser();
    OutageLoad load = new OutageLoad(caller);
    load.awaitAnswers(500);
    postgres.freeze();
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } finally {
      postgres.thaw();
    }
    load.awaitAnswers(500);
    load.stop();
    System.out.printf("slow longest_ms=%d%n", load.longest().toMillis());
    assertThat(load.longest()).isGreaterThan(Duration.ofSeconds(1));
    assertThat(load.errors).isEmpty();
    assertThat(load.count(200)).isEqualTo(load.answers.size());
  }

  @Test
  void replicasThatStartTogetherMigrateOnce() throws Exception {
    postgres.start();
    Map<String, String> environment = postgres.emptyDatabase();
    List<Thread> starts = new ArrayList<>();
    Queue<Caller> callers = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 3; i++) {
      Thread thread = new Thread(() -> callers.add(start(environment)));
      thread.start();
      starts.add(thread);
    }
    for (Thread thread : starts) {
      thread.join(LIMIT.toMillis());
    }
    assertThat(callers).hasSize(3);
    for (Caller caller : callers) {
      awaitReady(caller);
    }
    assertThat(
            postgres.query(
                environment,
                "SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank"))
        .containsExactly("1", "2", "3", "4");
  }

  @Test
  void aVersionStartsOnTheSchemaOfALaterOne() throws Exception {
    postgres.start();
    Map<String, String> environment = postgres.emptyDatabase();
    startReady(environment);
    postgres.query(
        environment,
        "ALTER TABLE users ADD COLUMN nickname VARCHAR;"
            + "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '99', description,"
            + " type, 'V99__later.sql', 7, installed_by, installed_on, 1, TRUE"
            + " FROM flyway_schema_history WHERE version = '4' RETURNING version");
    Caller earlier = startReady(environment);
    assertThat(earlier.get("/users").statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongPasswordKeepsTheReplicaFromBeingReadyNotAlive() throws Exception {
    postgres.start();
    Map<String, String> environment = new HashMap<>(postgres.emptyDatabase());
    environment.put("DATABASE_PASSWORD", "wrong");
    Caller caller = start(environment);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> caller.get("/health/ready").statusCode() == 503);
    assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aMigrationThatFailsKeepsTheReplicaFromBeingReadyNotAlive() throws Exception {
    postgres.start();
    Map<String, String> environment = postgres.emptyDatabase();
    postgres.query(environment, "CREATE TABLE users (of_another_app INTEGER)");
    Caller caller = start(environment);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> caller.get("/health/ready").statusCode() == 503);
    assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
    postgres.query(environment, "DROP TABLE users");
    awaitReady(caller);
  }

  private Caller startWithAUser() throws Exception {
    postgres.start();
    Caller caller = startReady(postgres.emptyDatabase());
    caller.call("POST", "/users", "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}");
    return caller;
  }

  private Caller startReady(Map<String, String> database) {
    Caller caller = start(database);
    awaitReady(caller);
    return caller;
  }

  private static void awaitReady(Caller caller) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(LIMIT)
        .until(() -> caller.get("/health/ready").statusCode() == 200);
  }

  private Caller start(Map<String, String> database) {
    Map<String, String> environment = new HashMap<>(database);
    environment.put("PORT", "0");
    environment.put("DRAIN_SECONDS", "0");
    try {
      SampleApp app = SampleApp.start(Settings.parse(environment));
      apps.add(app);
      return new Caller(app.port());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertUnavailable(Caller caller, HttpResponse<String> answer)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(503);
    new OpenApi(caller.get("/openapi.yaml").body()).check("GET /users", answer);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
