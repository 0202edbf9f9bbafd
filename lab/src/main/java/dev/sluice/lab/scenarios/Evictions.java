package dev.sluice.lab.scenarios;

import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;

/** Evictions, as a node that is drained asks for them. */
final class Evictions {
  private static final Duration BUDGET = Duration.ofMinutes(2);

  private Evictions() {}

  /** Creates a PodDisruptionBudget for the pods of the API: one of them may be missing. */
  static void budget(ScenarioApi api) {
    api.kubectl(
        "create",
        "poddisruptionbudget",
        ScenarioApi.NAME,
        "--selector=app=" + ScenarioApi.NAME,
        "--max-unavailable=1");
  }

  /** Evicts pods one after another, each as soon as the budget lets it go. */
  static void oneByOne(ScenarioApi api, List<Pod> pods) {
    for (Pod pod : pods) {
      boolean evicted = Wait.holds(BUDGET, () -> api.lab().client().pods().resource(pod).evict());
      if (!evicted) {
        throw new ScenarioFailed(
            "the budget did not let %s go within %d s"
                .formatted(pod.getMetadata().getName(), BUDGET.toSeconds()));
      }
    }
  }
}
