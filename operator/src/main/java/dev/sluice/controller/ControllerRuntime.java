package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operator framework with the one controller of Sluice. */
public final class ControllerRuntime {
  /**
   * Concurrent reconciliations. Most of one that writes is waiting for the API server, and those
   * that only decide must not wait behind it.
   */
  private static final int THREADS = 50;

  private static final Duration MAX_INTERVAL = Duration.ofMinutes(5);
  private static final int FIRST_RETRY_MILLIS = 1_000;
  private static final int LAST_RETRY_MILLIS = 60_000;
  private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(5);

  private final Operator operator;
  private final CanaryReleaseReconciler reconciler;
  private final Runnable failed;
  private volatile boolean stopping;

  /**
   * A controller that is not started.
   *
   * @param namespaces to watch; empty for all
   * @param lease empty for no leader election
   * @param failed called when the controller can no longer work: the process should end
   */
  public ControllerRuntime(
      KubernetesClient client,
      ReconcilerServices services,
      SampleEvents samples,
      MeterRegistry registry,
      Set<String> namespaces,
      Optional<LeaseSettings> lease,
      Runnable failed) {
    this.failed = failed;
    this.reconciler = new CanaryReleaseReconciler(services, samples);
    // The framework calls its lambda twice: shared objects are made before it.
    MicrometerMetrics metrics = MicrometerMetrics.withoutPerResourceMetrics(registry);
    this.operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withMetrics(metrics)
                  .withResourceCloner(new ReleaseCloner(client.getKubernetesSerialization()))
                  .withConcurrentReconciliationThreads(THREADS)
                  .withReconciliationTerminationTimeout(TERMINATION_TIMEOUT)
                  .withCloseClientOnStop(false)
                  .withInformerStoppedHandler((informer, cause) -> informerStopped(cause));
              lease.map(this::leaderElection).ifPresent(overrider::withLeaderElectionConfiguration);
            });
    operator.register(reconciler, controller -> configure(controller, namespaces));
  }

  private static void configure(
      ControllerConfigurationOverrider<CanaryRelease> controller, Set<String> namespaces) {
    controller
        .withName("canaryrelease")
        .withFinalizer("sluice.dev/release")
        .withFieldManager(FencedWriter.FIELD_MANAGER)
        // The framework lets through what both filters do, and its own knows no annotation.
        .withGenerationAware(false)
        .withOnUpdateFilter(ActionAnnotations::isOfInterest)
        .withReconciliationMaxInterval(MAX_INTERVAL)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(FIRST_RETRY_MILLIS)
                .setMaxInterval(LAST_RETRY_MILLIS)
                .withoutMaxAttempts())
        // Failing reconciliations would otherwise run without a pause while events arrive.
        .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5));
    if (namespaces.isEmpty()) {
      controller.watchingAllNamespaces();
    } else {
      controller.settingNamespaces(namespaces);
    }
  }

  private LeaderElectionConfiguration leaderElection(LeaseSettings lease) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease.name())
        .withLeaseNamespace(lease.namespace())
        .withIdentity(lease.identity())
        // The framework's own exit waits for the shutdown hook, which waits for the framework.
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> {
                  lease.started().run();
                  reconciler.lead();
                },
                lease.stopped(),
                leader -> {}))
        .build();
  }

  private void informerStopped(Throwable cause) {
    if (cause != null && !stopping) {
      LogLine.of(LogEvent.InformerStopped).with("message", cause.toString()).error();
      failed.run();
    }
  }

  /** Starts the watches; the controller acts as soon as it leads. */
  public void start() {
    operator.start();
  }

  /** Ends the reconciliations that are running, then the watches. */
  public void stop() {
    stopping = true;
    reconciler.stop();
    operator.stop();
  }

  /** Why it does not work yet; empty if it does, or stands by for another leader. */
  public List<String> unready() {
    if (!operator.getRuntimeInfo().isStarted()) {
      return List.of("starting");
    }
    return operator
        .getRuntimeInfo()
        .unhealthyInformerWrappingEventSourceHealthIndicator()
        .values()
        .stream()
        .flatMap(sources -> sources.entrySet().stream())
        .filter(source -> !hasSynced(source.getValue()))
        .map(source -> "not synced: " + source.getKey())
        .toList();
  }

  /** Not "is watching": a watch is renewed every few minutes. */
  private static boolean hasSynced(InformerWrappingEventSourceHealthIndicator<?> source) {
    return source.informerHealthIndicators().values().stream()
        .allMatch(InformerHealthIndicator::hasSynced);
  }
}
