package dev.sluice.operator;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.controller.CanaryReleaseReconciler;
import dev.sluice.controller.DecisionDelay;
import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.KubernetesEvents;
import dev.sluice.controller.LogLine;
import dev.sluice.controller.OperatorMetrics;
import dev.sluice.controller.ReconcilerServices;
import dev.sluice.controller.ReleaseCloner;
import dev.sluice.metrics.prometheus.PrometheusClient;
import dev.sluice.metrics.prometheus.Sampler;
import dev.sluice.metrics.prometheus.SamplingLoop;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The running operator: its parts, put together, started and stopped in order. */
public final class OperatorProcess implements AutoCloseable {
  /**
   * Turns at one time. One that writes mostly waits for the API server, and those that only decide
   * are not to wait behind it.
   */
  private static final int THREADS = 50;

  private static final Duration SELDOM = Duration.ofMinutes(5);
  private static final long RETRY_FIRST_MILLIS = 1_000;
  private static final long RETRY_LAST_MILLIS = 60_000;
  private static final Duration TURNS_END = Duration.ofSeconds(5);

  private final OperatorConfig config;
  private final Runnable failed;
  private final KubernetesClient client;
  private final KubernetesClient impatient;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClusterReadiness gate;
  private final Leadership leadership;
  private final KubernetesEvents events;
  private final SamplingLoop trials;
  private final Operator operator;
  private final HttpEndpoints http;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Object starting = new Object();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Puts an operator together; nothing of it runs but its HTTP endpoints.
   *
   * @param connection to the API server
   * @param failed called, once, when the operator can no longer work: the process should end
   * @throws IOException when the HTTP port cannot be had
   */
  public OperatorProcess(OperatorConfig config, Config connection, Clock clock, Runnable failed)
      throws IOException {
    this.config = config;
    this.failed = failed;
    this.client = Clients.of(connection);
    this.impatient = Clients.impatient(connection);
    this.gate = new ClusterReadiness(impatient, clock);
    this.leadership =
        new Leadership(
            impatient, config.leaseNamespace(), config.leaseName(), config.instance(), this::fail);
    this.events = new KubernetesEvents(impatient, config.instance(), clock);

    OperatorMetrics meters = new OperatorMetrics(registry);
    Sampler sampler =
        new Sampler(
            new PrometheusClient(config.prometheus(), config.credentials(), meters::asked),
            config.grid());
    Link link = new Link();
    this.trials = new SamplingLoop(sampler, clock, link::sampled);
    CanaryReleaseReconciler reconciler =
        new CanaryReleaseReconciler(
            new ReconcilerServices(
                new FencedWriter(impatient),
                events,
                meters,
                new DecisionDelay(registry, config.grid().lag()),
                trials,
                sampler::samples,
                new PausePolicyCheck(impatient, config.pausePolicy(), config.user(), clock),
                clock));
    link.reconciler = reconciler;
    this.operator = operator();
    operator.register(reconciler, this::controller);
    this.http = new HttpEndpoints(config.httpPort(), List::of, this::unready, registry::scrape);
  }

  /** The sampler tells the reconciler, which has the sampler: one of both is made first. */
  private static final class Link {
    private volatile CanaryReleaseReconciler reconciler;

    private void sampled(Sampler.Key key) {
      reconciler.sampled(key);
    }
  }

  private Operator operator() {
    // The framework calls its lambda twice: what is made once is made out here.
    MicrometerMetrics metrics = MicrometerMetrics.withoutPerResourceMetrics(registry);
    return new Operator(
        overrider -> {
          overrider
              .withKubernetesClient(client)
              .withMetrics(metrics)
              .withResourceCloner(new ReleaseCloner(client.getKubernetesSerialization()))
              .withConcurrentReconciliationThreads(THREADS)
              .withReconciliationTerminationTimeout(TURNS_END)
              .withCloseClientOnStop(false)
              .withInformerStoppedHandler(
                  (informer, cause) -> {
                    if (cause != null && !stopping.get()) {
                      LogLine.of("InformerStopped").with("message", cause.toString()).error();
                      fail();
                    }
                  });
          if (!config.leaseNamespace().isEmpty()) {
            overrider.withLeaderElectionConfiguration(leadership.configuration());
          }
        });
  }

  private void controller(ControllerConfigurationOverrider<CanaryRelease> controller) {
    controller
        .withName("canaryrelease")
        .withFinalizer("sluice.dev/release")
        .withFieldManager(FencedWriter.FIELD_MANAGER)
        .withGenerationAware(true)
        .withReconciliationMaxInterval(SELDOM)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(RETRY_FIRST_MILLIS)
                .setMaxInterval(RETRY_LAST_MILLIS)
                .withoutMaxAttempts())
        // Failing turns would otherwise follow each other without a pause while events arrive.
        .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5));
    if (config.namespaces().isEmpty()) {
      controller.watchingAllNamespaces();
    } else {
      controller.settingNamespaces(config.namespaces());
    }
  }

  /** Waits for what the cluster must serve, then works until it is closed. Blocks. */
  public void run() throws InterruptedException {
    LogLine.of("Starting")
        .with("version", Version.TEXT)
        .with("namespaces", config.namespaces().isEmpty() ? "all" : config.namespaces())
        .with("prometheus", config.prometheus())
        .with("port", http.port())
        .info();
    synchronized (starting) {
      if (gate.await() && !stopping.get()) {
        operator.start();
        LogLine.of("Started").info();
      }
    }
    stopped.await();
  }

  /** Why it does not work yet; empty when it does, or stands by for another one that leads. */
  private List<String> unready() {
    if (!gate.waitsFor().isEmpty()) {
      return gate.waitsFor();
    }
    if (!operator.getRuntimeInfo().isStarted()) {
      return List.of("starting");
    }
    return operator
        .getRuntimeInfo()
        .unhealthyInformerWrappingEventSourceHealthIndicator()
        .values()
        .stream()
        .flatMap(sources -> sources.entrySet().stream())
        .filter(source -> !synced(source.getValue()))
        .map(source -> "not synced: " + source.getKey())
        .toList();
  }

  /** Not "is watching": a watch is renewed every few minutes. */
  private static boolean synced(InformerWrappingEventSourceHealthIndicator<?> source) {
    return source.informerHealthIndicators().values().stream()
        .allMatch(InformerHealthIndicator::hasSynced);
  }

  int port() {
    return http.port();
  }

  private void fail() {
    if (!stopping.get()) {
      failed.run();
    }
  }

  /** Ends turns that are under way, gives the Lease away, closes everything. */
  @Override
  public void close() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    LogLine.of("Stopping").info();
    leadership.stopping();
    gate.stop();
    trials.close();
    synchronized (starting) {
      operator.stop();
    }
    if (!config.leaseNamespace().isEmpty()) {
      leadership.release();
    }
    events.close();
    http.close();
    client.close();
    impatient.close();
    stopped.countDown();
    LogLine.of("Stopped").info();
  }
}
