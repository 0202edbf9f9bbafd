package dev.sluice.operator;

import dev.sluice.controller.ControllerRuntime;
import dev.sluice.controller.DecisionDelay;
import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.KubernetesEvents;
import dev.sluice.controller.LatePodReader;
import dev.sluice.controller.LiveReleases;
import dev.sluice.controller.LogEvent;
import dev.sluice.controller.LogLine;
import dev.sluice.controller.OperatorMetrics;
import dev.sluice.controller.ReconcilerServices;
import dev.sluice.controller.SampleEvents;
import dev.sluice.metrics.prometheus.PlaintextQueries;
import dev.sluice.metrics.prometheus.PrometheusClient;
import dev.sluice.metrics.prometheus.ProxyRejects;
import dev.sluice.metrics.prometheus.QueryListener;
import dev.sluice.metrics.prometheus.QueryResult;
import dev.sluice.metrics.prometheus.Sampler;
import dev.sluice.metrics.prometheus.SamplingLoop;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.istio.IstioMesh;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The running operator: builds its parts, starts and stops them in order. */
public final class OperatorProcess implements AutoCloseable {
  private final OperatorConfig config;
  private final Runnable failed;
  private final KubernetesClient client;
  private final KubernetesClient noRetryClient;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperatorMetrics operatorMetrics = new OperatorMetrics(registry);
  private final ClusterReadiness readiness;
  private final Leadership leadership;
  private final KubernetesEvents events;
  private final SamplingLoop sampling;
  private final PlaintextQueries plaintext;
  private final ControllerRuntime controller;
  private final HttpEndpoints http;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Object starting = new Object();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Builds an operator; only its HTTP endpoints run.
   *
   * @param connection to the API server
   * @param failed called once if the operator can no longer work: the process should end
   * @throws IOException if the HTTP port is not available
   */
  public OperatorProcess(OperatorConfig config, Config connection, Clock clock, Runnable failed)
      throws IOException {
    this.config = config;
    Mesh mesh = IstioMesh.of(config.rootNamespace(), config.rateLimit());
    this.failed = failed;
    this.client = Clients.of(connection);
    this.noRetryClient = Clients.noRetryClient(connection);
    this.readiness = new ClusterReadiness(noRetryClient, mesh, clock);
    this.leadership =
        new Leadership(
            noRetryClient,
            config.leaseNamespace(),
            config.leaseName(),
            config.instance(),
            this::fail);
    this.events = new KubernetesEvents(noRetryClient, config.instance(), clock);
    SampleEvents samples = new SampleEvents();
    PrometheusClient prometheus = prometheus(clock);
    this.sampling =
        new SamplingLoop(
            new Sampler(prometheus, config.grid()),
            new ProxyRejects(prometheus),
            clock,
            samples,
            OperatorProcess::samplerFailed);
    this.plaintext =
        new PlaintextQueries(
            prometheus,
            config.grid(),
            config.plaintextWindow(),
            clock,
            samples,
            OperatorProcess::samplerFailed);
    this.controller =
        new ControllerRuntime(
            client,
            new ReconcilerServices(
                mesh,
                new FencedWriter(noRetryClient),
                events,
                operatorMetrics,
                new DecisionDelay(registry, config.grid().lag()),
                sampling,
                plaintext,
                new PausePolicyCheck(noRetryClient, config.pausePolicy(), config.user(), clock),
                new LatePodReader(noRetryClient),
                new LiveReleases(noRetryClient),
                clock,
                installation(),
                BuildVersion.TEXT),
            samples,
            registry,
            config.namespaces(),
            elects() ? Optional.of(leadership.settings()) : Optional.empty(),
            this::fail);
    this.http = new HttpEndpoints(config.httpPort(), List::of, this::unready, this::scrape);
  }

  private PrometheusClient prometheus(Clock clock) {
    PrometheusClock prometheusClock = new PrometheusClock(clock, operatorMetrics);
    return new PrometheusClient(
        config.prometheus(),
        config.credentials(),
        new QueryListener() {
          @Override
          public void answered(QueryResult result) {
            operatorMetrics.countQuery(result.failure());
          }

          @Override
          public void dated(Instant date, Duration took) {
            prometheusClock.dated(date, took);
          }
        });
  }

  private static void samplerFailed(RuntimeException cause) {
    LogLine.of(LogEvent.SamplerFailed).with("message", cause.toString()).error(cause);
  }

  private String installation() {
    return elects() ? config.leaseNamespace() + "/" + config.leaseName() : "";
  }

  private boolean elects() {
    return !config.leaseNamespace().isEmpty();
  }

  private String scrape() {
    operatorMetrics.refresh();
    return registry.scrape();
  }

  /** Waits for what the cluster must serve, then works until it is closed. Blocks. */
  public void run() throws InterruptedException {
    LogLine.of(LogEvent.Starting)
        .with("version", BuildVersion.TEXT)
        .with("namespaces", config.namespaces().isEmpty() ? "all" : config.namespaces())
        .with("prometheus", config.prometheus())
        .with("port", http.port())
        .info();
    synchronized (starting) {
      if (readiness.await() && !stopping.get()) {
        controller.start();
        LogLine.of(LogEvent.Started).info();
      }
    }
    stopped.await();
  }

  private List<String> unready() {
    return readiness.missing().isEmpty() ? controller.unready() : readiness.missing();
  }

  int port() {
    return http.port();
  }

  private void fail() {
    if (!stopping.get()) {
      failed.run();
    }
  }

  /** Ends running reconciliations, releases the Lease, closes everything. */
  @Override
  public void close() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    LogLine.of(LogEvent.Stopping).info();
    leadership.stopping();
    readiness.stop();
    sampling.close();
    plaintext.close();
    synchronized (starting) {
      controller.stop();
    }
    if (elects()) {
      leadership.release();
    }
    events.close();
    http.close();
    client.close();
    noRetryClient.close();
    stopped.countDown();
    LogLine.of(LogEvent.Stopped).info();
  }
}
