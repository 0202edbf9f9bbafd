package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.Decision.News;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status was lost (restored from a backup, say) while Sluice's objects are still there. Nothing
 * moves until what runs is identified; then the release ends or goes on from what is seen.
 */
final class Recovery {
  private static final String REASON = "StateLost";

  private final Observation seen;
  private final ReleaseState state;
  private final Instant now;
  private final List<News> news;

  Recovery(Observation seen, ReleaseState state, Instant now, List<News> news) {
    this.seen = seen;
    this.state = state;
    this.now = now;
    this.news = news;
  }

  ReleaseState next(DeploymentView deployment) {
    Optional<ReplicaSetView> only = seen.onlyPopulated();
    if (only.isEmpty()) {
      return state;
    }
    ReplicaSetView set = only.get();
    Optional<DeploymentView> canary =
        seen.canaries().stream().max(Comparator.comparingLong(DeploymentView::revision));
    long revision = canary.map(DeploymentView::revision).orElse(1L);
    int weight = observedWeight();
    boolean proven =
        canary.filter(made -> PodTemplates.same(made.template(), set.template())).isPresent();
    StableRevision stable =
        new StableRevision(
            proven ? revision : Math.max(1, revision - 1),
            PodTemplates.version(set.template()),
            PodTemplates.images(set.template()),
            StableSelector.hash(set.hash()),
            now);
    ReleaseState found = state.revision(revision).stable(stable).weight(weight);
    news.add(
        new News(
            true,
            "Recovered",
            "the recorded state was lost; "
                + stable.version()
                + " is the stable version, "
                + weight
                + " % of users are on the canary"));
    if (canary.isEmpty()) {
      return found.weight(0).go(Stage.RESTING, now);
    }
    DeploymentView made = canary.get();
    Release last =
        Release.begun(
            revision,
            PodTemplates.version(made.template()),
            PodTemplates.images(made.template()),
            now);
    if (proven && deployment.complete()) {
      return found.release(last).replicas(made.replicas()).go(Stage.REPOINTING, now);
    }
    if (weight == 0 && made.replicas() == 0) {
      Release rejected = last.ending(Outcome.RolledBack, REASON, "was rolled back before");
      return found.release(rejected).finished(now).go(Stage.RESTING, now);
    }
    Release ended = last.ending(Outcome.Superseded, REASON, "the recorded state was lost");
    return found.release(ended).weight(0).go(weight == 0 ? Stage.CLEARING : Stage.TAKING_BACK, now);
  }

  private int observedWeight() {
    for (Map<String, Object> http :
        Unstructured.maps(seen.virtualService().orElse(Map.of()), "spec", "http")) {
      for (Map<String, Object> route : Unstructured.maps(http, "route")) {
        if (Labels.CANARY.equals(Unstructured.text(route, "destination", "subset"))) {
          return (int) Unstructured.number(route, 0, "weight");
        }
      }
    }
    return 0;
  }
}
