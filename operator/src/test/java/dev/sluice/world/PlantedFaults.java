package dev.sluice.world;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.simulation.cluster.UserManifests;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The faults that the simulated world must find, by name. Each breaks one rule of the product. */
final class PlantedFaults {
  private static final Map<String, PlantedFault> ALL = new LinkedHashMap<>();

  static {
    // What is seen
    put("an empty canary is not noticed", FaultPlanting.seen(PlantedFaults::withReadyCanaries));
    put(
        "an empty verified canary is not noticed",
        FaultPlanting.seenIn(Stage.SERVING_FROM_ALL_PODS, PlantedFaults::withReadyCanaries));
    put(
        "pods that vanish with their Deployment are not noticed",
        FaultPlanting.seen(PlantedFaults::withPods));
    put(
        "unpinned before the canary's endpoints are gone",
        FaultPlanting.seenIn(Stage.STOPPING_CANARY, PlantedFaults::withoutEndpoints));
    put("an autoscaler is not noticed", FaultPlanting.seen(PlantedFaults::withoutAutoscaler));
    put("a route of others is not noticed", FaultPlanting.seen(GatewayRoute::unseen));
    put("a path around the route is not noticed", FaultPlanting.seen(GatewayRoute::notPast));
    put("plaintext callers are not noticed", FaultPlanting.seen(PlantedFaults::encrypted));
    put(
        "errors of the canary are not counted",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::withoutErrors)));
    put(
        "the stable version's errors are taken for the canary's",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::sharedErrors)));
    put(
        "requests that callers gave up count as answers",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::allAnswered)));
    put(
        "requests that reach no pod are not counted",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::allAttributed)));
    put(
        "requests that reach no pod are not counted while they are watched",
        FaultPlanting.seenIn(
            Stage.WATCHING_FAILURES, from -> measured(from, MisreadMetrics::allAttributed)));
    put(
        "the versions are taken for each other",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::swapped)));
    put(
        "requests are counted twice",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::doubled)));
    put(
        "dropped histograms are not noticed",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::asIfTimed)));
    put(
        "callers without a route are not noticed",
        FaultPlanting.seen(from -> measured(from, MisreadMetrics::asIfKnown)));
    // What is waited for
    put("no wait for proxies", FaultPlanting.early(Duration.ofSeconds(3), Stage.PINNING_STABLE));
    put(
        "no drain before the canary stops",
        FaultPlanting.early(Duration.ofMinutes(2), Stage.ROLLING_BACK));
    put(
        "the subsets are not waited for",
        FaultPlanting.early(Duration.ofSeconds(9), Stage.CREATING_SUBSETS));
    put("a wake-up is lost", FaultPlanting.decided(PlantedFaults::sleepy));
    // What is written
    put(
        "the canary's subset names the track alone",
        FaultPlanting.written(PlantedFaults::trackAlone));
    put("the weight goes beyond the step", FaultPlanting.written(PlantedFaults::heavier));
    put(
        "subsets are removed before the route",
        FaultPlanting.written(PlantedFaults::withoutSubsets));
    put("the pause is never ended", FaultPlanting.dropped("resume Deployment"));
    put("the pin is never removed", FaultPlanting.dropped("subset stable selects whole Service"));
    put(
        "a rejected canary is never stopped",
        FaultPlanting.dropped("scale canary Deployment to 0"));
    put("a field of the user is changed", FaultPlanting.written(PlantedFaults::alteringReplicas));
    put("a rollback waits for the DestinationRule", new WaitingForPolicy());
    put(
        "a rollback waits for its record",
        new PlantedFault() {
          @Override
          public Optional<Change> unrecorded(Optional<Change> urgent) {
            return Optional.empty();
          }
        });
    put(
        "decisions that fail protect nothing",
        new PlantedFault() {
          @Override
          public Decision undecided(Decision protection) {
            return FaultPlanting.with(protection, Optional.empty(), protection.requeueAfter());
          }
        });
    // What is recorded
    put("the stakes are divided again", FaultPlanting.recorded(PlantedFaults::withOtherStakes));
    put("the side that counts is changed", FaultPlanting.recorded(PlantedFaults::countedByOwnPods));
    put(
        "an interval is counted twice after a restart",
        FaultPlanting.recorded(PlantedFaults::oneStepBack));
    put("the finalizer is removed first", FaultPlanting.decided(PlantedFaults::finishedAtOnce));
    put("a canary that serves is scaled to 0", FaultPlanting.written(PlantedFaults::emptying));
    put(
        "a message is longer than the schema allows",
        FaultPlanting.decided(PlantedFaults::verbose));
  }

  private PlantedFaults() {}

  static Map<String, PlantedFault> all() {
    return ALL;
  }

  private static void put(String name, PlantedFault fault) {
    ALL.put(name, fault);
  }

  // The faults

  private static Observation with(Observation from, Observation.Workloads workloads) {
    return new Observation(
        from.self(),
        workloads,
        from.owned(),
        from.surroundings(),
        from.metrics(),
        from.plaintext(),
        from.writeProblem(),
        from.altered(),
        from.podCause());
  }

  private static Observation withoutAutoscaler(Observation observed) {
    Observation.Workloads from = observed.workloads();
    return with(
        observed,
        new Observation.Workloads(
            from.deployment(),
            from.replicaSets(),
            from.canaries(),
            from.endpoints(),
            Optional.empty()));
  }

  private static Observation endpoints(Observation observed, ReadyEndpoints ready) {
    Observation.Workloads from = observed.workloads();
    return with(
        observed,
        new Observation.Workloads(
            from.deployment(), from.replicaSets(), from.canaries(), ready, from.autoscaler()));
  }

  private static Observation withReadyCanaries(Observation observed) {
    Map<Long, Integer> ready = new HashMap<>();
    for (DeploymentView canary : observed.workloads().canaries()) {
      ready.put(canary.revision(), canary.replicas());
    }
    return endpoints(
        observed, new ReadyEndpoints(ready, observed.workloads().endpoints().replicaSets()));
  }

  /** Neither as endpoints nor as available pods. */
  private static Observation withoutEndpoints(Observation observed) {
    Observation.Workloads from = observed.workloads();
    List<DeploymentView> canaries =
        from.canaries().stream()
            .map(
                canary -> {
                  Map<String, Object> empty = new LinkedHashMap<>(canary.object());
                  empty.put("status", Map.of());
                  return new DeploymentView(empty);
                })
            .toList();
    return with(
        observed,
        new Observation.Workloads(
            from.deployment(),
            from.replicaSets(),
            canaries,
            new ReadyEndpoints(Map.of(), from.endpoints().replicaSets()),
            from.autoscaler()));
  }

  private static Observation withPods(Observation observed) {
    Observation.Workloads from = observed.workloads();
    List<ReplicaSetView> sets =
        from.replicaSets().stream()
            .map(
                set -> {
                  Map<String, Object> full = new LinkedHashMap<>(set.object());
                  full.put("status", Map.of("replicas", 2, "availableReplicas", 2));
                  return new ReplicaSetView(full);
                })
            .toList();
    Map<String, Integer> ready = new HashMap<>();
    sets.forEach(set -> ready.put(set.hash(), 2));
    return with(
        observed,
        new Observation.Workloads(
            from.deployment(),
            sets,
            from.canaries(),
            new ReadyEndpoints(from.endpoints().canaries(), ready),
            from.autoscaler()));
  }

  private static Observation measured(
      Observation observed, UnaryOperator<MetricsSnapshot> metrics) {
    return observed.with(observed.metrics().map(metrics), observed.plaintext());
  }

  private static Observation encrypted(Observation observed) {
    return observed.with(
        observed.metrics(), Optional.of(PlaintextTraffic.none(Duration.ofMinutes(10))));
  }

  private static Decision sleepy(Observation observed, Decision decision) {
    return decision.state().stage() == Stage.ROLLING_BACK
        ? FaultPlanting.with(decision, decision.change(), Duration.ofMinutes(5))
        : decision;
  }

  /** Once a policy was refused, the route waits. */
  private static final class WaitingForPolicy implements PlantedFault {
    @Override
    public Decider decider(Decider engine) {
      boolean[] refused = {false};
      return (observed, policy, status, now) -> {
        refused[0] |= !observed.writeProblem().isEmpty();
        Decision decision = engine.decide(observed, policy, status, now);
        boolean route =
            decision
                .change()
                .filter(change -> change.target().kind().kind().equals("VirtualService"))
                .isPresent();
        return refused[0] && route
            ? FaultPlanting.with(decision, Optional.empty(), Duration.ofSeconds(5))
            : decision;
      };
    }
  }

  private static Decision finishedAtOnce(Observation observed, Decision decision) {
    return new Decision(
        decision.state(),
        decision.status(),
        decision.change(),
        decision.changeEvent(),
        decision.events(),
        decision.verdict(),
        decision.requeueAfter(),
        observed.self().deleting(),
        decision.latePods());
  }

  private static Decision verbose(Observation observed, Decision decision) {
    CanaryReleaseStatus status = decision.status();
    return new Decision(
        decision.state(),
        new CanaryReleaseStatus(
            status.observedGeneration(),
            status.target(),
            status.phase(),
            status.message() + " ".repeat(5000),
            status.stable(),
            status.release(),
            status.history(),
            status.checkpoint(),
            status.conditions()),
        decision.change(),
        decision.changeEvent(),
        decision.events(),
        decision.verdict(),
        decision.requeueAfter(),
        decision.finished(),
        decision.latePods());
  }

  private static Change spec(Change change, String kind, UnaryOperator<Map<String, Object>> edit) {
    if (!(change instanceof Change.Apply apply) || !apply.target().kind().kind().equals(kind)) {
      return change;
    }
    Map<String, Object> object = Unstructured.copy(apply.object());
    object.put("spec", edit.apply(Unstructured.map(object, "spec")));
    return new Change.Apply(apply.target(), object, apply.replaced(), apply.summary());
  }

  private static Change trackAlone(Change change) {
    return spec(
        change,
        "DestinationRule",
        spec -> {
          for (Map<String, Object> subset : Unstructured.maps(spec, "subsets")) {
            if (Labels.CANARY.equals(subset.get("name"))) {
              subset.put("labels", Map.of(Labels.TRACK, Labels.CANARY));
            }
          }
          return spec;
        });
  }

  private static Change heavier(Change change) {
    return spec(
        change,
        "VirtualService",
        spec -> {
          for (Map<String, Object> http : Unstructured.maps(spec, "http")) {
            List<Map<String, Object>> routes = Unstructured.maps(http, "route");
            long weight = Unstructured.number(routes.get(1), 0, "weight");
            if (weight > 0 && weight < 80) {
              routes.get(1).put("weight", weight + 20);
              routes.get(0).put("weight", 80 - weight);
            }
          }
          return spec;
        });
  }

  private static Change withoutSubsets(Change change) {
    return spec(
        change,
        "DestinationRule",
        spec -> {
          spec.remove("subsets");
          return spec;
        });
  }

  private static Change alteringReplicas(Change change) {
    if (change instanceof Change.Patch patch && patch.target().name().equals("users")) {
      Map<String, Object> altered = Unstructured.copy(patch.patch());
      Map<String, Object> spec = new LinkedHashMap<>(Unstructured.map(altered, "spec"));
      spec.put("replicas", 1);
      altered.put("spec", spec);
      return new Change.Patch(
          patch.target(), patch.uid(), patch.resourceVersion(), altered, patch.summary());
    }
    return change;
  }

  private static Change emptying(Change change) {
    return change instanceof Change.Patch patch && patch.summary().startsWith("scale canary")
        ? new Change.Patch(
            patch.target(),
            patch.uid(),
            patch.resourceVersion(),
            UserManifests.spec("replicas", 0),
            patch.summary())
        : change;
  }

  private static ReleaseState oneStepBack(ReleaseState state) {
    return state.evidence() == null || state.evidence().stepIntervals() < 2
        ? state
        : learned(state, MisreadMetrics::oneStepBack);
  }

  private static ReleaseState withOtherStakes(ReleaseState state) {
    return learned(state, MisreadMetrics::withOtherStakes);
  }

  private static ReleaseState countedByOwnPods(ReleaseState state) {
    return learned(state, MisreadMetrics::countedByOwnPods);
  }

  private static ReleaseState learned(ReleaseState state, UnaryOperator<Evidence> evidence) {
    return state.evidence() == null
        ? state
        : new ReleaseState(
            state.position(),
            state.revision(),
            state.stable(),
            state.release(),
            state.progress(),
            state.hold(),
            evidence.apply(state.evidence()),
            state.history(),
            state.interventions());
  }
}
