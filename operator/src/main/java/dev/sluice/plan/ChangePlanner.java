package dev.sluice.plan;

import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.RejectedTemplate;
import dev.sluice.api.v1alpha1.SecurityObjects;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseLifecycle;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.ReleaseView;
import dev.sluice.lifecycle.StableSelector;
import dev.sluice.lifecycle.Stage;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.traffic.istio.IstioObjects;
import dev.sluice.traffic.istio.TrafficSplit;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cluster should look like in a stage, and which writes are missing for it, in the order
 * in which they may be made. The first one is the change to make; when there is none and what the
 * stage waits for is seen, the stage is in place.
 */
public final class ChangePlanner {
  private final Observation seen;
  private final ReleasePolicy policy;
  private final ReleaseState state;
  private final Instant now;
  private final IstioObjects mesh;
  private final List<Change> pending;

  public ChangePlanner(Observation seen, ReleasePolicy policy, ReleaseState state, Instant now) {
    this.seen = seen;
    this.policy = policy;
    this.state = state;
    this.now = now;
    this.mesh =
        new IstioObjects(
            seen.self().namespace(), seen.self().name(), owner(seen.self()), policy.service());
    this.pending = List.copyOf(missing());
  }

  /** Whether the stage's change is in place and what it waits for, other than time, has come. */
  public boolean inPlace() {
    return pending.isEmpty()
        && !routeMustWait()
        && switch (state.stage()) {
          case STARTING, SCALING -> current().filter(DeploymentView::complete).isPresent();
          case CLEARING, REMOVING -> noReadyEndpoint();
          default -> true;
        };
  }

  /** The writes that are missing, the first to be made first. */
  public List<Change> pending() {
    return pending;
  }

  private List<Change> missing() {
    List<Change> missing = new ArrayList<>();
    switch (state.stage()) {
      case PENDING, RECOVERING, GONE -> {}
      case UNROUTING -> drop(seen.virtualService(), "VirtualService away").ifPresent(missing::add);
      case UNSUBSETTING ->
          drop(seen.destinationRule(), "DestinationRule away").ifPresent(missing::add);
      case UNLABELLING -> unlabel(missing);
      default -> {
        deployment(missing);
        if (state.stage() != Stage.LABELLING) {
          security().ifPresent(missing::add);
          subsets().ifPresent(missing::add);
          if (state.stage() != Stage.SUBSETTING) {
            route().ifPresent(missing::add);
          }
          canaries(missing);
        }
      }
    }
    return missing;
  }

  /** How long the stage lasts at least once it is in place. */
  public Duration time() {
    return switch (state.stage()) {
      case SUBSETTING,
          ROUTING,
          PINNING,
          REPOINTING,
          REMOVING,
          CLEARING,
          REBASING,
          REROUTING,
          LETTING_GO,
          UNROUTING,
          UNSUBSETTING ->
          policy.propagation();
      case STARTING, SCALING -> ReleaseLifecycle.WARM_UP;
      case STEPPING -> policy.step(state.step()).duration();
      case HANDING_BACK -> ReleaseLifecycle.RAMP;
      case RETURNED -> ReleaseLifecycle.RETURN;
      case SETTLING, TAKING_BACK -> policy.drain();
      default -> Duration.ZERO;
    };
  }

  /** Whether the stage takes users off a version, or gives things up. */
  public boolean backward() {
    return switch (state.stage()) {
      case TAKING_BACK, CLEARING, RETURNED -> true;
      case LETTING_GO -> state.release() != null && !state.release().ends(Outcome.InProgress);
      default -> state.stage().leaving();
    };
  }

  private TrafficSplit split() {
    boolean pinned =
        switch (state.stage()) {
          case LABELLING, SUBSETTING, ROUTING, LETTING_GO -> false;
          case RESTING, RESUMING -> state.stable().anchor().onCanary();
          default -> true;
        };
    long revision = state.release() == null ? state.revision() : state.release().revision();
    return new TrafficSplit(
        pinned ? state.stable().anchor().labels() : Map.of(),
        CanaryDeployment.labels(revision),
        state.weight());
  }

  // The user's Deployment

  private void deployment(List<Change> missing) {
    DeploymentView deployment = seen.deployment().orElse(null);
    if (deployment == null) {
      return;
    }
    if (!deployment.managed()) {
      missing.add(
          patch(deployment, Map.of("metadata", labels("true")), "managed label on the Deployment"));
    }
    boolean letGo = state.stage() == Stage.UNPAUSING || state.stage() == Stage.RESUMING;
    if (letGo && deployment.paused()) {
      missing.add(patch(deployment, paused(null), "Deployment unpaused"));
    }
    boolean mustStand = state.stage().forward() || state.stage() == Stage.TAKING_BACK;
    if (mustStand && !deployment.paused()) {
      missing.add(patch(deployment, paused(true), "Deployment paused"));
    }
  }

  private static Map<String, Object> paused(Boolean value) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("paused", value);
    return Map.of("spec", spec);
  }

  private static Map<String, Object> labels(String managed) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED, managed);
    return Map.of("labels", labels);
  }

  private void unlabel(List<Change> missing) {
    seen.canaries().forEach(canary -> missing.add(delete(canary)));
    if (policy.securityOnDelete() == SecurityObjects.Remove) {
      drop(seen.peerAuthentication(), "PeerAuthentication away").ifPresent(missing::add);
    }
    seen.deployment()
        .filter(deployment -> deployment.managed() && !deployment.deleting())
        .ifPresent(
            deployment -> {
              Map<String, Object> patch = new LinkedHashMap<>();
              patch.put("metadata", labels(null));
              if (deployment.paused() && policy.rejectedTemplate() == RejectedTemplate.Resume) {
                patch.putAll(paused(null));
              }
              missing.add(patch(deployment, patch, "managed label off the Deployment"));
            });
  }

  // Canary Deployments

  private void canaries(List<Change> missing) {
    current()
        .ifPresentOrElse(
            canary -> scale(canary).ifPresent(missing::add),
            () -> {
              if (state.stage() == Stage.STARTING) {
                missing.add(create());
              }
            });
    seen.canaries().stream()
        .filter(this::superfluous)
        .filter(canary -> !canary.deleting())
        .forEach(canary -> missing.add(delete(canary)));
  }

  private Change create() {
    DeploymentView deployment = seen.deployment().orElseThrow();
    return new Change.Create(
        CanaryDeployment.build(
            deployment,
            owner(seen.self()),
            seen.self().name(),
            state.release().revision(),
            state.replicas()),
        "canary Deployment with %d pods".formatted(state.replicas()));
  }

  private Optional<Change> scale(DeploymentView canary) {
    boolean rejected = rejectedStage();
    boolean grows =
        state.stage().forward() || (state.stage().promoting() && state.stage() != Stage.REMOVING);
    if ((!rejected && !grows) || superfluous(canary)) {
      return Optional.empty();
    }
    int wanted = rejected ? 0 : Math.max(canary.replicas(), state.replicas());
    return canary.replicas() == wanted
        ? Optional.empty()
        : Optional.of(
            patch(
                canary,
                Map.of("spec", Map.of("replicas", wanted)),
                "canary Deployment to %d pods".formatted(wanted)));
  }

  /** A rejected canary is kept, without pods, as the record of the template that was rejected. */
  private boolean rejectedStage() {
    return rejectedRelease()
        && (state.stage() == Stage.CLEARING || state.stage() == Stage.LETTING_GO);
  }

  private boolean rejectedRelease() {
    return state.release() != null && state.release().ends(Outcome.RolledBack);
  }

  private boolean superfluous(DeploymentView canary) {
    StableSelector anchor = state.stable().anchor();
    boolean carriesUsers = anchor.onCanary() && anchor.canary() == canary.revision();
    boolean isCurrent = state.release() != null && canary.revision() == state.release().revision();
    if (carriesUsers || state.stage() == Stage.RECOVERING) {
      return false;
    }
    if (!isCurrent) {
      // Another revision's canary can only be one that has no users: the rejected one of before,
      // or, during a promotion, the one that stood in as stable.
      return !state.stage().promoting() || state.stage() == Stage.REMOVING;
    }
    return switch (state.stage()) {
      case REMOVING -> true;
      case CLEARING, LETTING_GO -> !rejectedRelease();
      case RESTING, RESUMING ->
          seen.deployment()
              .filter(
                  deployment ->
                      !new ReleaseView(seen, policy, state, Optional.empty(), now)
                          .rejected(deployment))
              .isPresent();
      default -> false;
    };
  }

  private Optional<DeploymentView> current() {
    return state.release() == null ? Optional.empty() : seen.canary(state.release().revision());
  }

  private boolean noReadyEndpoint() {
    StableSelector anchor = state.stable().anchor();
    int standIn = anchor.onCanary() ? seen.readyEndpoints(anchor.canary()) : 0;
    return seen.readyEndpoints() - standIn == 0;
  }

  // Istio

  private Optional<Change> security() {
    Optional<Map<String, Object>> there = seen.peerAuthentication();
    if (policy.mtls().isEmpty()) {
      return drop(there, "PeerAuthentication away");
    }
    Map<String, String> selector =
        seen.deployment()
            .map(deployment -> Unstructured.texts(deployment.selector(), "matchLabels"))
            .orElse(Map.of());
    if (selector.isEmpty()) {
      return Optional.empty();
    }
    MtlsMode mode = policy.mtls().get();
    String text = mode == MtlsMode.Strict ? "STRICT" : "PERMISSIVE";
    return apply(there, mesh.peerAuthentication(text, selector), "mTLS " + text);
  }

  private Optional<Change> subsets() {
    TrafficSplit split = split();
    String stable =
        split.stable().isEmpty() ? "the whole Service" : state.stable().anchor().toString();
    return apply(
        seen.destinationRule(),
        mesh.destinationRule(split, policy.trafficPolicy()),
        "subset stable is " + stable);
  }

  private Optional<Change> route() {
    if (routeMustWait()) {
      return Optional.empty();
    }
    return apply(
        seen.virtualService(),
        mesh.virtualService(split()),
        "canary weight " + state.weight() + " %");
  }

  /** A route to a subset that proxies do not know yet loses every request. */
  private boolean routeMustWait() {
    boolean routed =
        switch (state.stage()) {
          case PENDING,
              LABELLING,
              SUBSETTING,
              UNROUTING,
              UNSUBSETTING,
              UNLABELLING,
              GONE,
              RECOVERING ->
              false;
          default -> true;
        };
    return routed && seen.virtualService().isEmpty() && !seen.self().deleting() && !subsetsKnown();
  }

  private boolean subsetsKnown() {
    return seen.destinationRule()
        .map(rule -> Unstructured.text(rule, "metadata", "creationTimestamp"))
        .filter(made -> !made.isEmpty())
        .map(Instant::parse)
        // Whole seconds: a rule of 12:00:00.9 says 12:00:00.
        .filter(made -> !now.isBefore(made.plus(policy.propagation()).plusSeconds(1)))
        .isPresent();
  }

  private Optional<Change> apply(
      Optional<Map<String, Object>> there, Map<String, Object> wanted, String what) {
    if (there.isPresent() && IstioObjects.inPlace(there.get(), wanted)) {
      return Optional.empty();
    }
    if (seen.self().deleting() && there.isEmpty()) {
      return Optional.empty();
    }
    String version =
        there.map(object -> Unstructured.text(object, "metadata", "resourceVersion")).orElse("");
    return Optional.of(new Change.Apply(wanted, version, what));
  }

  private Optional<Change> drop(Optional<Map<String, Object>> there, String what) {
    return there
        .filter(object -> IstioObjects.ours(object, seen.self().name()))
        .filter(object -> Unstructured.at(object, "metadata", "deletionTimestamp").isEmpty())
        .map(
            object ->
                new Change.Delete(
                    Change.Target.of(object),
                    Unstructured.text(object, "metadata", "uid"),
                    Unstructured.text(object, "metadata", "resourceVersion"),
                    what));
  }

  private static Change delete(DeploymentView canary) {
    return new Change.Delete(
        target(canary), canary.uid(), canary.resourceVersion(), "canary Deployment away");
  }

  private static Change patch(DeploymentView workload, Map<String, Object> patch, String what) {
    return new Change.Patch(
        target(workload), workload.uid(), workload.resourceVersion(), patch, what);
  }

  private static Change.Target target(DeploymentView workload) {
    return new Change.Target(
        "apps/v1",
        "Deployment",
        Unstructured.text(workload.object(), "metadata", "namespace"),
        workload.name());
  }

  private static Map<String, Object> owner(Observation.Self self) {
    Map<String, Object> owner = new LinkedHashMap<>();
    owner.put("apiVersion", "sluice.dev/v1alpha1");
    owner.put("kind", "CanaryRelease");
    owner.put("name", self.name());
    owner.put("uid", self.uid());
    owner.put("controller", true);
    owner.put("blockOwnerDeletion", false);
    return owner;
  }
}
