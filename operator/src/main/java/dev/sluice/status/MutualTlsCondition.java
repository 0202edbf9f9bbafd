package dev.sluice.status;

import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.StrictGate;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.MutualTlsMessages;
import dev.sluice.messages.Reason;
import dev.sluice.plan.Plan;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.MutualTlsReader;
import dev.sluice.traffic.MutualTlsReader.VisibleObjects;
import dev.sluice.traffic.MutualTlsState;
import dev.sluice.traffic.MutualTlsState.CallerRule;
import dev.sluice.traffic.MutualTlsState.Plaintext;
import dev.sluice.traffic.MutualTlsState.PortState;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReplicaSetView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The condition MutualTLS: what the mesh has, and not what was asked of it. It stops nothing.
 *
 * <p>{@code True} is claimed only where the spec asks for Strict, every port of every version
 * refuses plaintext, and no rule has callers send it.
 */
record MutualTlsCondition(String status, Reason reason, String message) {
  private static final int MOST_NAMED = 3;

  static MutualTlsCondition of(Turn turn, Plan plan, Mesh mesh) {
    MutualTlsReader reader = mesh.mutualTls();
    Optional<MutualTls> intent = turn.policy().policy(MutualTls.class);
    if (intent.isEmpty()) {
      return new MutualTlsCondition("Unknown", Reason.NotManaged, "");
    }
    StrictGate gate = StrictGate.of(turn.observed(), turn.policy(), mesh);
    if (gate.isClosed()) {
      return new MutualTlsCondition("False", gate.reason(), gate.message());
    }
    if (!plan.has(reader.policyKind())) {
      return new MutualTlsCondition("False", Reason.NotProgrammed, "");
    }
    return of(intent.get().strict(), reader.read(visible(turn.observed(), reader)));
  }

  /** What a state of the mesh is for a release that asks for Strict, or for Permissive. */
  static MutualTlsCondition of(boolean strict, MutualTlsState state) {
    Plaintext wanted = strict ? Plaintext.REFUSED : Plaintext.ACCEPTED;
    List<PortState> others =
        state.ports().stream().filter(port -> port.plaintext() != wanted).toList();
    List<CallerRule> callers = strict ? state.callers() : List.of();
    String message = message(others, callers);
    if (others.stream().anyMatch(port -> !port.own() && port.plaintext() != Plaintext.HIDDEN)) {
      return new MutualTlsCondition("False", Reason.MutualTlsOverridden, message);
    }
    if (others.stream().anyMatch(PortState::own)) {
      // The spec changed, or the object was edited: the next write makes it so.
      return new MutualTlsCondition("False", Reason.NotProgrammed, "");
    }
    if (!callers.isEmpty()) {
      return new MutualTlsCondition("False", Reason.CallerTlsMismatch, message);
    }
    if (!others.isEmpty()) {
      return new MutualTlsCondition("Unknown", Reason.MeshPolicyHidden, message);
    }
    return strict
        ? new MutualTlsCondition("True", Reason.Strict, "")
        : new MutualTlsCondition("False", Reason.Permissive, "");
  }

  private static VisibleObjects visible(Observation observed, MutualTlsReader reader) {
    Observation.Surroundings around = observed.surroundings();
    List<Map<String, Object>> policies = new ArrayList<>(around.foreignPolicies().objects());
    List<Map<String, Object>> rules = new ArrayList<>(around.foreignRoutes());
    observed
        .owned()
        .byKey()
        .forEach(
            (key, object) ->
                (key.kind().equals(reader.policyKind()) ? policies : rules).add(object));
    return new VisibleObjects(
        observed.self().ref(),
        around.service().orElse(Map.of()),
        templates(observed.workloads()),
        policies,
        rules,
        around.foreignPolicies().meshVisible());
  }

  /** Of the versions that have pods; of the Deployment where none has. */
  private static List<Map<String, Object>> templates(Observation.Workloads workloads) {
    List<Map<String, Object>> templates =
        Stream.concat(
                workloads.replicaSets().stream()
                    .filter(ReplicaSetView::populated)
                    .map(ReplicaSetView::template),
                workloads.canaries().stream()
                    .filter(canary -> canary.replicas() > 0)
                    .map(DeploymentView::template))
            .toList();
    return templates.isEmpty()
        ? workloads.deployment().map(DeploymentView::template).stream().toList()
        : templates;
  }

  /** At most three causes, each with the ports that it is one of. */
  private static String message(List<PortState> others, List<CallerRule> callers) {
    Map<PortState, List<String>> causes = new LinkedHashMap<>();
    for (PortState port : others) {
      causes
          .computeIfAbsent(
              new PortState("", port.plaintext(), port.own(), port.cause(), port.remedy()),
              cause -> new ArrayList<>())
          .add(port.port());
    }
    return Stream.concat(
            causes.entrySet().stream().map(entry -> describe(entry.getKey(), entry.getValue())),
            callers.stream()
                .map(rule -> MutualTlsMessages.callersRefused(rule.cause(), rule.remedy())))
        .limit(MOST_NAMED)
        .reduce((first, second) -> first + ". " + second)
        .orElse("");
  }

  private static String describe(PortState cause, List<String> ports) {
    return switch (cause.plaintext()) {
      case REFUSED -> MutualTlsMessages.refused(ports, cause.cause(), cause.remedy());
      case ACCEPTED -> MutualTlsMessages.accepted(ports, cause.cause(), cause.remedy());
      case REQUIRED -> MutualTlsMessages.required(ports, cause.cause(), cause.remedy());
      case HIDDEN -> MutualTlsMessages.unknown(ports, cause.cause(), cause.remedy());
    };
  }
}
