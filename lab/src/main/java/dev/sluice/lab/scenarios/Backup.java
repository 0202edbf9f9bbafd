package dev.sluice.lab.scenarios;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.lab.host.Wait;
import java.time.Duration;
import java.util.List;

/** A CanaryRelease that is deleted past its finalizer, and restored from a backup. */
final class Backup {
  private static final Duration GONE = Duration.ofSeconds(20);

  private Backup() {}

  /** Deletes it and removes its finalizers: what a person does who does not want to wait. */
  static void deletePastFinalizer(ScenarioApi api) {
    api.deleteCanaryRelease("orphan");
    api.patch("canaryrelease", "{\"metadata\":{\"finalizers\":null}}");
    if (!Wait.holds(GONE, () -> api.canaryRelease().isMissingNode())) {
      throw new ScenarioFailed("the CanaryRelease still exists");
    }
  }

  /** Deletes it past its finalizer, and creates it again as a backup has it: without status. */
  static void restore(ScenarioApi api) {
    ObjectNode saved = api.canaryRelease().deepCopy();
    saved.remove("status");
    ((ObjectNode) saved.path("metadata"))
        .remove(
            List.of(
                "uid",
                "resourceVersion",
                "generation",
                "creationTimestamp",
                "managedFields",
                "finalizers"));
    deletePastFinalizer(api);
    KubectlFile.with(saved.toString(), file -> api.kubectl("create", file));
  }
}
