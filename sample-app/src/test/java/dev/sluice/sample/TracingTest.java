package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.grpc.v1.GetUserRequest;
import dev.sluice.sample.grpc.v1.UsersGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request is one trace, through both services and the database. */
class TracingTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final Metadata.Key<String> TRACE_PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  /** A span, and the service that made it. */
  private record Recorded(String service, Span span) {}

  private final Queue<Recorded> recorded = new ConcurrentLinkedQueue<>();
  private final List<SampleApp> apps = new ArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void startCollector() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::take);
    collector.start();
  }

  @AfterEach
  void stop() throws Exception {
    stopApps();
    collector.stop(0);
  }

  @Test
  void aRequestIsOneTraceThroughBothServicesAndTheDatabase() throws Exception {
    SampleApp greetings = start(Map.of("OTEL_SERVICE_NAME", "greetings"));
    SampleApp users =
        start(Map.of("GREETINGS_URL", "http://127.0.0.1:" + greetings.port(), "DELAY_MS", "20"));
    Caller caller = new Caller(users.port());
    caller.call("POST", "/users", "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}");
    caller.traced(TRACE, "GET", "/users/1/greeting", "", "");
    stopApps();
    assertThat(tree(CALLER, ""))
        .containsExactly(
            "users GET /users/{id}/greeting",
            "  users SELECT DATABASE.users",
            "  users GET",
            "    greetings GET /greetings");
  }

  @Test
  void aCallIsOneTraceWithTheDatabase() throws Exception {
    SampleApp users = start(Map.of("GRPC_PORT", "0"));
    new Caller(users.port())
        .call("POST", "/users", "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}");
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", users.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    Metadata parent = new Metadata();
    parent.put(TRACE_PARENT, "00-" + TRACE + "-" + CALLER + "-01");
    UsersGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(parent))
        .getUser(GetUserRequest.newBuilder().setId(1).build());
    channel.shutdownNow();
    stopApps();
    assertThat(tree(CALLER, ""))
        .containsExactly("users users.v1.Users/GetUser", "  users SELECT DATABASE.users");
  }

  @Test
  void healthAndMetricsAreNotTraced() throws Exception {
    SampleApp users = start(Map.of());
    Caller caller = new Caller(users.port());
    caller.get("/health/ready");
    caller.get("/metrics");
    caller.get("/users/99");
    stopApps();
    assertThat(recorded)
        .extracting(one -> one.span().getName())
        .contains("GET /users/{id}")
        .noneMatch(name -> name.contains("health") || name.contains("metrics"));
  }

  private SampleApp start(Map<String, String> more) throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PORT",
                "0",
                "DRAIN_SECONDS",
                "0",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort()));
    environment.putAll(more);
    SampleApp app = SampleApp.start(Settings.parse(environment));
    apps.add(app);
    return app;
  }

  /** What a process has not sent yet is sent when it ends. */
  private void stopApps() throws Exception {
    for (SampleApp app : apps) {
      app.stop();
    }
    apps.clear();
  }

  private void take(HttpExchange exchange) throws IOException {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
    for (ResourceSpans resource : request.getResourceSpansList()) {
      String service =
          resource.getResource().getAttributesList().stream()
              .filter(attribute -> attribute.getKey().equals("service.name"))
              .map(KeyValue::getValue)
              .map(value -> value.getStringValue())
              .findFirst()
              .orElse("");
      resource
          .getScopeSpansList()
          .forEach(
              scope ->
                  scope.getSpansList().forEach(span -> recorded.add(new Recorded(service, span))));
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** The spans of the trace below a span, in the order of their starts. */
  private List<String> tree(String parent, String indent) {
    List<String> lines = new ArrayList<>();
    recorded.stream()
        .filter(one -> hex(one.span().getTraceId().toByteArray()).equals(TRACE))
        .filter(one -> hex(one.span().getParentSpanId().toByteArray()).equals(parent))
        .sorted(Comparator.comparingLong(one -> one.span().getStartTimeUnixNano()))
        .forEach(
            one -> {
              // The name of a database in memory is a random one.
              String name = one.span().getName().replaceAll("[0-9a-f-]{36}", "DATABASE");
              lines.add(indent + one.service() + " " + name);
              lines.addAll(tree(hex(one.span().getSpanId().toByteArray()), indent + "  "));
            });
    return lines;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
