package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a separate process, with the JVM flags of the examples. */
class SampleAppJarIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ADA = "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}";
  private static final Pattern STARTED = Pattern.compile("started port=(\\d+) .*after_ms=(\\d+)");

  @TempDir Path directory;
  private List<String> options = List.of();
  private Process process;

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void sigtermLetsARequestInFlightFinish() throws Exception {
    start("VERSION=1.4.1", "DRAIN_SECONDS=1");
    Caller caller = new Caller(awaitPort());
    CompletableFuture<HttpResponse<String>> inFlight = caller.getLater("/users?sleep=3000");
    await()
        .atMost(LIMIT)
        .until(() -> caller.get("/metrics").body().contains("http_server_requests_active 2.0"));
    process.destroy();
    assertThat(inFlight.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(log().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).contains("started port="),
            line -> assertThat(line).endsWith("stopping ready=false"),
            line -> assertThat(line).contains("stopped after_ms=", "requests_cut_off=0"));
  }

  @Test
  void aLineIsJsonWithTheIdOfTheTrace() throws Exception {
    start(
        "LOG_FORMAT=auto",
        "ADMIN_TOKEN=a-token-for-this-test",
        // A collector that is not there.
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9");
    Caller caller = new Caller(awaitPort());
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(
            caller
                .traced(trace, "PUT", "/admin/faults", "{\"DELAY_MS\": 1}", "a-token-for-this-test")
                .statusCode())
        .isEqualTo(200);
    JsonNode line = null;
    for (String text : log().lines().toList()) {
      JsonNode json = new ObjectMapper().readTree(text);
      if (json.path("formattedMessage").asText().startsWith("faults in force")) {
        line = json;
      }
    }
    assertThat(line).isNotNull();
    assertThat(line.at("/mdc/trace_id").asText()).isEqualTo(trace);
    assertThat(line.at("/level").asText()).isEqualTo("WARN");
  }

  @Test
  void everyBadSettingIsToldAndEndsTheStart() throws Exception {
    start("DELAY_MS=soon", "FAIL_PERCENT=150");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(log())
        .contains("setting=DELAY_MS value=\"soon\" remedy=")
        .contains("setting=FAIL_PERCENT value=\"150\" remedy=");
  }

  @Test
  void theCrashComesWithStatusOneAndIsAnnounced() throws Exception {
    start("CRASH_AFTER_SECOND=1");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(log())
        .contains("faults in force CRASH_AFTER_SECOND=\"1\"", "crashing reason=")
        .doesNotContain("stopping");
  }

  @Test
  void classDataSharingTakesAQuarterOffTheStartAtLeast() throws Exception {
    Path archive = directory.resolve("app.jsa");
    options = List.of("-XX:ArchiveClassesAtExit=" + archive);
    start("DRAIN_SECONDS=0");
    new Caller(awaitPort()).get("/health/ready");
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(archive).exists();

    Duration plain = Duration.ofDays(1);
    Duration shared = plain;
    // CPU time, not time, and the least of three in turn: whatever else the machine does.
    for (int i = 0; i < 3; i++) {
      plain = Collections.min(List.of(plain, cpuTimeOfStart(List.of())));
      shared =
          Collections.min(
              List.of(shared, cpuTimeOfStart(List.of("-XX:SharedArchiveFile=" + archive))));
    }
    System.out.printf(
        "sample-app start cpu_ms=%d cpu_ms_with_archive=%d%n", plain.toMillis(), shared.toMillis());
    assertThat(shared).isLessThan(plain.multipliedBy(3).dividedBy(4));
  }

  @Test
  void aloneItIsReadyWithinThreeSecondsAndTakesAtMost256MebibytesUnderLoad() throws Exception {
    options = List.of("-Xmx64m");
    Duration ready = Duration.ofDays(1);
    long memory = 0;
    // The least of three, whatever else the machine does; for the memory, the most.
    for (int i = 0; i < 3; i++) {
      start("DRAIN_SECONDS=0");
      long begin = System.nanoTime();
      Caller caller = new Caller(awaitPort());
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(LIMIT)
          .until(() -> caller.get("/health/ready").statusCode() == 200);
      ready = Collections.min(List.of(ready, Duration.ofNanos(System.nanoTime() - begin)));
      for (int call = 0; call < 1_000; call++) {
        assertThat(caller.call("POST", "/users", ADA.replace("ada@", call + "@")).statusCode())
            .isEqualTo(201);
        assertThat(caller.get("/users?limit=5").statusCode()).isEqualTo(200);
      }
      memory = Math.max(memory, peakMemoryKibibytes());
      process.destroyForcibly().waitFor();
    }
    System.out.printf(
        "sample-app ready_after_ms=%d peak_memory_mib=%d%n", ready.toMillis(), memory / 1024);
    assertThat(ready).isLessThan(Duration.ofSeconds(3));
    assertThat(memory).isLessThan(256 * 1024L);
  }

  @Test
  void onPostgresqlItWaitsOnceServesAndKeepsThePasswordToItself() throws Exception {
    try (TestPostgres postgres = new TestPostgres(directory)) {
      postgres.start();
      List<String> environment = new ArrayList<>();
      postgres.emptyDatabase().forEach((name, value) -> environment.add(name + "=" + value));
      postgres.stop();
      start(environment.toArray(String[]::new));
      Caller caller = new Caller(awaitPort());
      // Long enough for a few looks at the database.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(LIMIT)
          .until(
              () -> log().lines().filter(line -> line.contains("database waiting")).count() == 1);
      assertThat(caller.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(caller.get("/health/ready").statusCode()).isEqualTo(503);

      postgres.start();
      await().atMost(LIMIT).until(() -> caller.get("/health/ready").statusCode() == 200);
      assertThat(caller.call("POST", "/users", ADA).statusCode()).isEqualTo(201);
      assertThat(caller.get("/users?email=ADA@x.example").body()).contains("\"name\":\"Ada\"");
      assertThat(caller.call("POST", "/users", ADA).statusCode()).isEqualTo(409);
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(log())
        .containsOnlyOnce("database waiting database=jdbc:")
        .contains("migrated from=empty to=4 applied=4", "database answers database=jdbc:")
        .doesNotContain(TestPostgres.PASSWORD)
        .doesNotContain("Exception");
  }

  private long peakMemoryKibibytes() throws Exception {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    String peak =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(peak.replaceAll("\\D", ""));
  }

  private Duration cpuTimeOfStart(List<String> options) throws Exception {
    this.options = options;
    start("DRAIN_SECONDS=0");
    awaitPort();
    Duration used = process.toHandle().info().totalCpuDuration().orElseThrow();
    process.destroyForcibly().waitFor();
    return used;
  }

  private void start(String... environment) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    // As with a read-only root file system.
    command.add("-Djava.io.tmpdir=" + directory.resolve("missing"));
    command.addAll(options);
    command.addAll(List.of("-jar", System.getProperty("sample-app.jar")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("PORT", "0");
    builder.environment().put("LOG_FORMAT", "plain");
    for (String entry : environment) {
      String[] parts = entry.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    process = builder.start();
  }

  private int awaitPort() {
    Matcher started = await().atMost(LIMIT).until(() -> STARTED.matcher(log()), Matcher::find);
    System.out.println("sample-app started after_ms=" + started.group(2));
    return Integer.parseInt(started.group(1));
  }

  private String log() throws Exception {
    return Files.readString(directory.resolve("log"));
  }
}
