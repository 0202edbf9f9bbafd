package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.PROMOTE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.condition;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import dev.sluice.lab.scenarios.ScriptLine.Repeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Objects that others change or delete in the middle of a release. */
final class ObjectScenarios {
  private ObjectScenarios() {}

  /** The webhook of Istio refuses the DestinationRule, and then the version fails. */
  private static final Scenario POLICY_REFUSED =
      Scenario.of(
              "policy-refused-then-fails",
              "A policy that the mesh refuses is set at 20%, and then the version fails.",
              adoptedToStayAt20(),
              appliedBad(Map.of("FAIL_PERCENT", "50", "FAIL_FROM_SECOND", "45")),
              weight(20),
              act(
                  "outlierDetection.consecutive5xxErrors: -1",
                  api ->
                      api.patch(
                          "canaryrelease",
                          "{\"spec\":{\"traffic\":{\"trafficPolicy\":{\"outlierDetection\":"
                              + "{\"consecutive5xxErrors\":-1}}}}}")),
              condition("Programmed", "WriteRejected"),
              ended(BAD, "RolledBack"),
              weights(0, 20, 0))
          .bad(BAD);

  /** The edit itself harms no request: no request takes as long as the timeout. */
  private static final Scenario ROUTE_EDITED =
      Scenario.of(
              "virtualservice-edited-every-second",
              "Another client edits the VirtualService every second during a whole release.",
              adoptedWithQuickSteps(),
              new Repeat(
                  "a timeout is added to the route every second",
                  Duration.ofSeconds(1),
                  api ->
                      api.patchJson(
                          "virtualservice",
                          "[{\"op\":\"add\",\"path\":\"/spec/http/0/timeout\","
                              + "\"value\":\"35s\"}]")),
              applied(NEXT),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              weights(0, 20, 60, 100, 75, 50, 0))
          .byItself();

  private static final Scenario WEBHOOK =
      Scenario.of(
          "webhook-adds-timeout",
          "A platform's admission policy adds a timeout to each VirtualService of the namespace.",
          act("create the admission policy", TimeoutPolicy::create),
          await("the admission policy is in force", TimeoutPolicy::inForce),
          adopted(step(20, "5s"), step(100, "5s")),
          check(
              "a condition or an event says ChangedByAdmission",
              api -> api.said("ChangedByAdmission")),
          applied(NEXT),
          ended(NEXT, "Promoted"),
          stable(NEXT));

  private static final ScriptLine SECOND_PORT =
      act(
          "a second port of the Service",
          api ->
              api.patchJson(
                  "service",
                  "[{\"op\":\"add\",\"path\":\"/spec/ports/-\",\"value\":"
                      + "{\"name\":\"http-second\",\"port\":8081,\"targetPort\":\"http\"}}]"));

  private static final Scenario PORT_ADDED =
      Scenario.of(
              "second-port",
              "A second port is added to the Service at 20%.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              SECOND_PORT,
              ended(NEXT, "Promoted"),
              stable(NEXT))
          .plainly(SECOND_PORT, seconds(20));

  /** The sidecars of the callers keep what they have of the clusters. */
  private static final Scenario PROXIES_REJECT =
      Scenario.of(
              "proxies-reject-at-20",
              "An EnvoyFilter that sidecars reject is applied at 20%, and deleted after a while.",
              adoptedToStayAt20(),
              applied(NEXT),
              weight(20),
              act("apply an EnvoyFilter", RejectedConfiguration::create),
              await("an event says ProxiesReject", api -> api.said("ProxiesReject")),
              act("delete the EnvoyFilter", RejectedConfiguration::delete),
              PROMOTE)
          .promotes(NEXT, 0, 20, 100, 75, 50, 0)
          .byItself();

  /** What Argo CD does when it prunes: the garbage collector takes part in the deletion. */
  private static final Scenario DELETED =
      Scenario.of(
          "deleted-foreground-at-20",
          "The CanaryRelease is deleted with --cascade=foreground at 20%.",
          adoptedToStayAt20(),
          applied(NEXT),
          weight(20),
          act("kubectl delete --cascade=foreground", api -> api.deleteCanaryRelease("foreground")),
          await("it is gone", Duration.ofSeconds(45), api -> api.canaryRelease().isMissingNode()),
          check("no object of Sluice is left", api -> api.managedObjects().isEmpty()),
          // A template that was not verified stays paused.
          check("the stable pods serve", api -> api.stablePods().size() == 2));

  static List<Scenario> all() {
    return List.of(POLICY_REFUSED, ROUTE_EDITED, WEBHOOK, PORT_ADDED, PROXIES_REJECT, DELETED);
  }
}
