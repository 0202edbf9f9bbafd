package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A separate Prometheus. Samples of any time can be written to it. */
public final class RealPrometheus implements AutoCloseable {
  /** Larger bodies are split: one series at least goes with each. */
  private static final int BODY = 4 * 1024 * 1024;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final int port;
  private Process process;

  /**
   * A time series to be written.
   *
   * @param labels with {@code __name__}
   * @param samples by time in milliseconds since 1970
   */
  public record WrittenSeries(TreeMap<String, String> labels, NavigableMap<Long, Double> samples) {

    /** What a scrape that fails, or does not have the series any more, leaves behind. */
    static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

    public static WrittenSeries of(String name, Map<String, String> labels) {
      TreeMap<String, String> all = new TreeMap<>(labels);
      all.put("__name__", name);
      return new WrittenSeries(all, new TreeMap<>());
    }

    public WrittenSeries at(long seconds, double value) {
      samples.put(seconds * 1000, value);
      return this;
    }
  }

  /**
   * Starts one.
   *
   * @param scraped addresses that are scraped each second, or none
   */
  public RealPrometheus(Path directory, String... scraped) throws IOException {
    this.directory = directory;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String targets = scraped.length == 0 ? "" : "\"" + String.join("\",\"", scraped) + "\"";
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        storage: {tsdb: {out_of_order_time_window: 3h}}
        scrape_configs:
          - job_name: callers
            static_configs: [{targets: [%s]}]
        """
            .formatted(targets));
    start("data");
  }

  /** Ends it and starts it on the same data. */
  void restart() throws IOException, InterruptedException {
    close();
    start("data");
  }

  /** Ends it and starts it with an empty store. */
  void restartEmpty() throws IOException, InterruptedException {
    close();
    start("data-" + System.nanoTime());
  }

  private void start(String data) throws IOException {
    process =
        new ProcessBuilder(
                program().toString(),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve(data),
                "--web.enable-remote-write-receiver",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(this::ready);
  }

  private boolean ready() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address().resolve("/-/ready")).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Writes over the remote-write protocol, version 1. */
  public void write(Collection<WrittenSeries> series) throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (WrittenSeries one : series) {
      field(body, 1, series(one));
      if (body.size() > BODY) {
        send(body.toByteArray());
        body.reset();
      }
    }
    send(body.toByteArray());
  }

  private void send(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address().resolve("/api/v1/write"))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .POST(HttpRequest.BodyPublishers.ofByteArray(uncompressedSnappy(body)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  private static byte[] series(WrittenSeries series) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    series
        .labels()
        .forEach(
            (name, value) -> {
              ByteArrayOutputStream label = new ByteArrayOutputStream();
              field(label, 1, name.getBytes(StandardCharsets.UTF_8));
              field(label, 2, value.getBytes(StandardCharsets.UTF_8));
              field(out, 1, label.toByteArray());
            });
    series
        .samples()
        .forEach(
            (millis, value) -> {
              ByteArrayOutputStream sample = new ByteArrayOutputStream();
              sample.write(1 << 3 | 1);
              sample.writeBytes(
                  ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
              sample.write(2 << 3);
              varint(sample, millis);
              field(out, 2, sample.toByteArray());
            });
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    out.write(number << 3 | 2);
    varint(out, content.length);
    out.writeBytes(content);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Snappy's block format with literals only. */
  private static byte[] uncompressedSnappy(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, content.length);
    for (int from = 0; from < content.length; from += 0x10000) {
      int length = Math.min(0x10000, content.length - from);
      out.write(61 << 2);
      out.write(length - 1);
      out.write((length - 1) >> 8);
      out.write(content, from, length);
    }
    return out.toByteArray();
  }

  /** Skips the test where there is no program. */
  public static void assume() {
    if (!Files.isExecutable(program())) {
      String message = program() + " is missing: run lab/up once";
      if ("1".equals(System.getenv("SLUICE_REQUIRE_LAB"))) {
        throw new IllegalStateException(message);
      }
      System.out.println("SKIPPED tests on a real Prometheus: " + message);
      Assumptions.abort(message);
    }
  }

  private static Path program() {
    Map<String, String> environment = System.getenv();
    Path cache =
        environment.containsKey("SLUICE_LAB_CACHE")
            ? Path.of(environment.get("SLUICE_LAB_CACHE"))
            : environment.containsKey("XDG_CACHE_HOME")
                ? Path.of(environment.get("XDG_CACHE_HOME"), "sluice-lab")
                : Path.of(System.getProperty("user.home"), ".cache", "sluice-lab");
    return cache.resolve("bin").resolve("prometheus");
  }
}
