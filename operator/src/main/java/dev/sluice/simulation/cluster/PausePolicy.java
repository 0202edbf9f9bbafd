package dev.sluice.simulation.cluster;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import java.util.Map;

/** The admission policy of the chart: it pauses a managed Deployment whose template changes. */
final class PausePolicy {
  private PausePolicy() {}

  /** The object that is stored in place of {@code after}. */
  static Map<String, Object> apply(Map<String, Object> before, Map<String, Object> after) {
    DeploymentView old = new DeploymentView(before);
    DeploymentView next = new DeploymentView(after);
    boolean changed = !Unstructured.same(old.template(), next.template());
    boolean resumed = old.paused() && !next.paused();
    return (old.managed() || next.managed()) && (changed || resumed)
        ? MergePatch.apply(after, UserManifests.spec("paused", true))
        : after;
  }
}
