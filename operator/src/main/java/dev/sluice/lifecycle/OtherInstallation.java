package dev.sluice.lifecycle;

import dev.sluice.common.ResourceKind;
import dev.sluice.messages.PrerequisiteMessages;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.workload.DeploymentView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Another installation of Sluice manages the objects of a CanaryRelease. Two that decide about one
 * route would undo each other's weights, so this one leaves it alone.
 */
public final class OtherInstallation {
  private OtherInstallation() {}

  /**
   * What is said about it; empty if nothing belongs to another installation.
   *
   * @param routed kinds of the objects that move requests; those of others may be left from before
   */
  public static Optional<String> of(Observation observed, Set<ResourceKind> routed) {
    Stream<Map<String, Object>> objects =
        Stream.concat(
            observed.owned().byKey().entrySet().stream()
                .filter(entry -> routed.contains(entry.getKey().kind()))
                .map(Map.Entry::getValue)
                .filter(object -> ManagedObject.isOwnedBy(object, observed.self().name())),
            observed.workloads().canaries().stream().map(DeploymentView::object));
    String own = observed.self().ref().installation();
    return objects
        .filter(object -> !own.isEmpty())
        .filter(object -> !ManagedObject.installation(object).isEmpty())
        .filter(object -> !ManagedObject.installation(object).equals(own))
        .findFirst()
        .map(
            object ->
                PrerequisiteMessages.otherInstallation(
                    ManagedObject.kindAndName(object), ManagedObject.installation(object), own));
  }
}
