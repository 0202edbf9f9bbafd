package dev.sluice.controller;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.engine.Decision;
import dev.sluice.engine.DecisionFailure;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.metrics.MetricsSource;
import dev.sluice.metrics.PlaintextSource;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.workload.DeploymentView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides by the engine and, when that fails by an error of the program, protects requests from
 * what is not decided. Whatever depends on the spec is read here.
 */
final class GuardedEngine {
  private final ReleaseEngine engine;
  private final MetricsSource metrics;
  private final PlaintextSource plaintext;
  private final CachingPolicyReader policies = new CachingPolicyReader();
  private final Map<String, DecisionFailure> failures = new ConcurrentHashMap<>();

  GuardedEngine(ReleaseEngine engine, MetricsSource metrics, PlaintextSource plaintext) {
    this.engine = engine;
    this.metrics = metrics;
    this.plaintext = plaintext;
  }

  /**
   * Decides.
   *
   * @param observed without metrics, which are added here
   */
  Decision decide(CanaryRelease self, Observation observed, Instant now) {
    try {
      ReadPolicy policy = policies.read(self.getSpec());
      Optional<MetricsSnapshot> measured =
          target(self, policy, self.getStatus(), observed)
              .map(target -> measured(key(self), target, now));
      Observation complete = observed.with(measured, plaintext(self, observed, policy));
      Decision decision = engine.decide(complete, policy, self.getStatus(), now);
      forget(self);
      return decision;
    } catch (RuntimeException error) {
      return engine.protect(observed, self.getStatus(), failed(self, error), now);
    }
  }

  private Optional<PlaintextTraffic> plaintext(
      CanaryRelease self, Observation observed, ReadPolicy policy) {
    ReleaseKey key = key(self);
    if (!engine.asksForPlaintext(observed, policy)) {
      plaintext.forget(key);
      return Optional.empty();
    }
    Set<String> workloads =
        Stream.concat(observed.deployment().stream(), observed.workloads().canaries().stream())
            .map(DeploymentView::name)
            .collect(Collectors.toSet());
    plaintext.track(key, workloads);
    return plaintext.traffic(key);
  }

  /** What is on trial by the record is measured, also while no newer record can be written. */
  private MetricsSnapshot measured(ReleaseKey key, AnalysisTarget target, Instant now) {
    metrics.track(key, target);
    return metrics.snapshot(key, now);
  }

  private DecisionFailure failed(CanaryRelease self, RuntimeException error) {
    String uid = self.getMetadata().getUid();
    Optional<DecisionFailure> before = Optional.ofNullable(failures.get(uid));
    DecisionFailure failure = DecisionFailure.after(before, error);
    failures.put(uid, failure);
    if (before.filter(earlier -> earlier.error().equals(failure.error())).isEmpty()) {
      LogLine.of(self, self.getStatus(), Reason.DecisionFailed)
          .with("message", failure.error())
          .error(error);
    }
    return failure;
  }

  /** Starts or ends the measuring that a status asks for; while decisions fail it continues. */
  void measure(CanaryRelease self, CanaryReleaseStatus status, Observation observed) {
    if (failures.containsKey(self.getMetadata().getUid())) {
      return;
    }
    ReleaseKey key = key(self);
    target(self, policies.read(self.getSpec()), status, observed)
        .ifPresentOrElse(target -> metrics.track(key, target), () -> metrics.forget(key));
  }

  /** What istiod says of the proxies while a release is in progress; empty if there is nothing. */
  Optional<String> proxyRejects(CanaryReleaseStatus status) {
    return Optional.ofNullable(status.release())
        .filter(release -> release.outcome() == Outcome.InProgress)
        .map(release -> metrics.proxyRejects().keySet())
        .filter(types -> !types.isEmpty())
        .map(EventMessages::proxiesReject);
  }

  private Optional<AnalysisTarget> target(
      CanaryRelease self, ReadPolicy policy, CanaryReleaseStatus status, Observation observed) {
    return engine
        .target(self.getMetadata().getNamespace(), self.getMetadata().getName(), policy, status)
        .map(target -> target.within(scope(target.scope(), observed)));
  }

  private static TrafficScope scope(TrafficScope whole, Observation observed) {
    int pods =
        Stream.concat(observed.deployment().stream(), observed.workloads().canaries().stream())
            .mapToInt(DeploymentView::replicas)
            .sum();
    return whole.leavingOut(observed.surroundings().subsetUsers().apart()).withPods(pods);
  }

  static ReleaseKey key(CanaryRelease self) {
    return new ReleaseKey(self.getMetadata().getNamespace(), self.getMetadata().getName());
  }

  void forget(CanaryRelease self) {
    failures.remove(self.getMetadata().getUid());
  }
}
