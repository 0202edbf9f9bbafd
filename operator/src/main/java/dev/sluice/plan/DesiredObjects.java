package dev.sluice.plan;

import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StrictGate;
import dev.sluice.lifecycle.Turn;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyIntent;
import dev.sluice.traffic.RouteIntent;
import dev.sluice.workload.CanaryDeployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the mesh should look like in a state. */
public final class DesiredObjects {
  private DesiredObjects() {}

  /** The route and the policies, in the order of their tiers. */
  public static List<DesiredObject> of(Turn turn, Mesh mesh) {
    List<DesiredObject> objects = new ArrayList<>(policies(turn, mesh));
    objects.addAll(mesh.router().render(route(turn)));
    objects.sort(Comparator.comparing(DesiredObject::tier));
    return objects;
  }

  private static List<DesiredObject> policies(Turn turn, Mesh mesh) {
    List<PolicyIntent> admitted =
        StrictGate.of(turn.observed(), turn.policy(), mesh).admit(turn.policy().policies());
    PolicyContext context = turn.observed().policyContext(admitted);
    return mesh.renderers().stream()
        .flatMap(renderer -> renderer.render(context).stream())
        .toList();
  }

  private static RouteIntent route(Turn turn) {
    ReleaseState state = turn.state();
    long revision = state.release() == null ? state.revision() : state.release().revision();
    return new RouteIntent(
        turn.observed().self().ref(),
        turn.policy().service(),
        isPinned(turn) ? new Backend(state.stable().selector().labels()) : Backend.WHOLE_SERVICE,
        new Backend(CanaryDeployment.labels(revision)),
        state.exposure(),
        turn.policy().trafficPolicy(),
        turn.policy().canaryTrafficPolicy());
  }

  private static boolean isPinned(Turn turn) {
    return switch (turn.stage().pin()) {
      case OPEN -> false;
      case PINNED -> true;
      case AT_REST -> turn.state().stable().selector().onCanary();
    };
  }
}
