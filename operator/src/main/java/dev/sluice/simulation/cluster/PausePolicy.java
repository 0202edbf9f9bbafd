package dev.sluice.simulation.cluster;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import java.util.Map;

/**
 * The admission policy of the chart: it pauses a managed Deployment whose template changes, and
 * keeps the label and the pause.
 */
final class PausePolicy {
  private PausePolicy() {}

  /** The object that is stored in place of {@code after}. */
  static Map<String, Object> apply(Map<String, Object> before, Map<String, Object> after) {
    DeploymentView old = new DeploymentView(before);
    DeploymentView next = new DeploymentView(after);
    boolean changed = !Unstructured.same(old.template(), next.template());
    boolean resumed = old.paused() && !next.paused();
    if (next.unmanaged() || !(old.managed() || next.managed())) {
      return after;
    }
    Map<String, Object> labelled =
        old.managed()
            ? MergePatch.apply(
                after, Map.of("metadata", Map.of("labels", Map.of(Labels.MANAGED, "true"))))
            : after;
    return changed || resumed
        ? MergePatch.apply(labelled, UserManifests.spec("paused", true))
        : labelled;
  }
}
