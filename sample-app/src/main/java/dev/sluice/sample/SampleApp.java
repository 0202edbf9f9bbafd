package dev.sluice.sample;

import dev.sluice.sample.calls.GreetingsClient;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.domain.Greetings;
import dev.sluice.sample.domain.UserService;
import dev.sluice.sample.faults.Damage;
import dev.sluice.sample.faults.FaultSwitch;
import dev.sluice.sample.grpc.GrpcServer;
import dev.sluice.sample.http.AccountsApi;
import dev.sluice.sample.http.ApiDescription;
import dev.sluice.sample.http.ErrorAnswers;
import dev.sluice.sample.http.FaultsApi;
import dev.sluice.sample.http.FaultyAnswers;
import dev.sluice.sample.http.GreetingsApi;
import dev.sluice.sample.http.HealthApi;
import dev.sluice.sample.http.InFlight;
import dev.sluice.sample.http.Metrics;
import dev.sluice.sample.http.TracedRequests;
import dev.sluice.sample.http.UsersApi;
import dev.sluice.sample.storage.Database;
import dev.sluice.sample.telemetry.Telemetry;
import dev.sluice.sample.tokens.AccessTokens;
import dev.sluice.sample.tokens.SigningKeys;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users API as a running server: its database, its routes, its start and its end. */
final class SampleApp {

  private static final Logger log = LoggerFactory.getLogger(SampleApp.class);
  private static final int THREADS = 32;
  private static final long MAX_BODY_BYTES = 16 * 1024L;

  // Envoy keeps an idle connection for an hour. The side that sends must be the one that closes:
  // a server that closes first answers a request that is on its way with a reset.
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(2);

  private final Settings settings;
  private final Database database;
  private final UserService users;
  private final Metrics metrics;
  private final Telemetry telemetry;
  private final SigningKeys keys;
  private final FaultSwitch faults;
  private final Optional<GreetingsClient> greetings;
  private final InFlight inFlight = new InFlight();
  private final QueuedThreadPool threads = new QueuedThreadPool(THREADS);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Javalin server;
  private ServerConnector connector;
  private Optional<GrpcServer> grpc = Optional.empty();

  private SampleApp(Settings settings) {
    this.settings = settings;
    this.metrics = new Metrics(settings.version(), inFlight::count);
    this.keys = new SigningKeys(settings.tokens(), InstantSource.system(), metrics.registry());
    this.telemetry = new Telemetry(settings.telemetry(), settings.version());
    this.database = Database.open(settings.database(), metrics.registry(), telemetry::traced);
    this.users = new UserService(database.users());
    // Without an address none of its libraries is loaded.
    this.greetings =
        settings.calls().greetingsUrl().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new GreetingsClient(settings.calls(), metrics.registry(), telemetry.api()));
    this.faults =
        new FaultSwitch(
            settings.faults(),
            new Damage(SampleApp::crash),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble());
    threads.setName("http");
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts the server; it takes requests when this returns, and is ready as soon as its database
   * answers.
   *
   * @throws io.javalin.util.JavalinBindException when the port is taken
   * @throws IOException when the port for gRPC is taken
   */
  static SampleApp start(Settings settings) throws IOException, InterruptedException {
    SampleApp app = new SampleApp(settings);
    app.server.start();
    if (settings.grpcPort().isPresent()) {
      app.grpc = Optional.of(new GrpcServer(settings.grpcPort().getAsInt(), app.grpcParts()));
    }
    app.database.awaitEmbedded();
    return app;
  }

  /** The TCP port that the server listens on. */
  int port() {
    return server.port();
  }

  /** The TCP port for gRPC; empty without gRPC. */
  OptionalInt grpcPort() {
    return grpc.isPresent() ? OptionalInt.of(grpc.get().port()) : OptionalInt.empty();
  }

  private GrpcServer.Parts grpcParts() {
    return new GrpcServer.Parts(
        settings.version(),
        users,
        faults,
        () -> faults.saysReady(!draining.get() && database.answers()),
        threads,
        metrics.registry(),
        telemetry.grpcInterceptor());
  }

  /** Every route, such as {@code GET /users/{id}}. */
  Set<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .collect(Collectors.toSet());
  }

  /**
   * Ends the server without failing a request: no longer ready, answers on kept connections ask for
   * their end, new connections are taken for {@code drainSeconds} more, what is in flight is
   * answered, all within {@code shutdownSeconds}. Later calls do nothing.
   *
   * @return how many requests were cut off because the time was up
   */
  int stop() throws InterruptedException, SQLException {
    if (!draining.compareAndSet(false, true)) {
      return 0;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(settings.shutdownSeconds());
    // Nothing tells a process when the last caller has learned that it ends: only time passes.
    TimeUnit.SECONDS.sleep(settings.drainSeconds());
    // Done when the last idle connection ends, which is not waited for: only requests count.
    CompletableFuture<Void> unused = connector.shutdown();
    if (grpc.isPresent() && !grpc.get().stop(Duration.ofNanos(deadline - System.nanoTime()))) {
      log.warn("calls cut off protocol=grpc after_s={}", settings.shutdownSeconds());
    }
    int cutOff = inFlight.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
    grpc.ifPresent(GrpcServer::close);
    server.stop();
    faults.close();
    greetings.ifPresent(GreetingsClient::close);
    keys.close();
    database.close();
    telemetry.close();
    metrics.close();
    return cutOff;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = MAX_BODY_BYTES;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(
        jetty -> {
          jetty.insertHandler(inFlight);
          if (telemetry.isOn()) {
            jetty.insertHandler(new TracedRequests(telemetry.api()));
          }
          jetty.setErrorHandler(ErrorAnswers.outsideRoutes(settings.version()));
        });
    config.jetty.modifyHttpConfiguration(
        http ->
            http.addCustomizer(
                (request, headers) -> {
                  headers.put(ErrorAnswers.VERSION_HEADER, settings.version());
                  if (draining.get()) {
                    headers.put(HttpHeader.CONNECTION, "close");
                  }
                  return request;
                }));
    config.jetty.addConnector(this::connector);
    config.requestLogger.http(this::count);
    if (telemetry.isOn()) {
      config.router.handlerWrapper(endpoint -> TracedRequests.within(endpoint.handler));
    }

    new FaultyAnswers(faults, threads).register(config.routes);
    new UsersApi(users, threads).register(config.routes);
    Greetings greeting = greetings.<Greetings>map(client -> client).orElse(Greetings::fallback);
    new GreetingsApi(users, greeting).register(config.routes);
    new HealthApi(settings.version(), draining::get, database::answers, faults::saysReady)
        .register(config.routes);
    new FaultsApi(faults, settings.adminToken()).register(config.routes);
    AccessTokens tokens =
        new AccessTokens(
            keys,
            () -> faults.issuer(settings.tokens().issuer()),
            settings.tokens().lifetime(),
            InstantSource.system());
    new AccountsApi(database.accounts(), keys, tokens, settings.adminToken())
        .register(config.routes);
    metrics.register(config.routes);
    ApiDescription.register(config.routes);
    ErrorAnswers.register(config.routes);
  }

  private Connector connector(Server jetty, HttpConfiguration http) {
    connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    // The short timeout that Jetty would set at shutdown cuts off requests that wait for a timer.
    connector.setShutdownIdleTimeout(-1);
    return connector;
  }

  /** A crash runs no shutdown hook: that is the difference from SIGTERM. */
  private static void crash() {
    log.error("crashing reason=CRASH_AFTER_SECOND status=1");
    Runtime.getRuntime().halt(1);
  }

  private void count(Context ctx, Float millis) {
    Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
    String route = endpoint == null ? Metrics.NO_ROUTE : endpoint.path;
    if (telemetry.isOn()) {
      TracedRequests.answered(ctx.req(), route, ctx.statusCode());
    }
    metrics.answered(
        ctx.method().name(),
        route,
        ctx.statusCode(),
        Duration.ofNanos((long) (millis * 1_000_000)));
  }
}
