package dev.sluice.lab.scenarios;

import dev.sluice.lab.Lab;
import dev.sluice.lab.demo.Installation;
import java.util.ArrayList;
import java.util.List;

/** Parts of the cluster that every scenario depends on, and that go away for a while. */
final class ClusterParts {
  private static final String API_SERVER = "kube-apiserver";
  private static final String ISTIOD = "istiod";
  private static final String ISTIO = "istio-system";

  private ClusterParts() {}

  /** Deletes the operator's pod without grace; its Deployment starts another one. */
  static void killOperator(ScenarioApi api) {
    kubectl(
        api,
        Installation.NAMESPACE,
        "delete",
        "pods",
        "--selector=app.kubernetes.io/name=sluice",
        "--force",
        "--grace-period=0",
        "--wait=false");
  }

  /** Scales the operator to 0, at the latest until the scenario is over. */
  static void stopOperator(ScenarioApi api) {
    api.afterwards(() -> scale(api, Installation.NAMESPACE, Installation.RELEASE, 1));
    scale(api, Installation.NAMESPACE, Installation.RELEASE, 0);
    kubectl(
        api,
        Installation.NAMESPACE,
        "wait",
        "pods",
        "--selector=app.kubernetes.io/name=sluice",
        "--for=delete",
        "--timeout=60s");
  }

  static void startOperator(ScenarioApi api) {
    scale(api, Installation.NAMESPACE, Installation.RELEASE, 1);
  }

  /** Scales istiod to 0, at the latest until the scenario is over. */
  static void stopIstiod(ScenarioApi api) {
    api.afterwards(() -> startIstiod(api));
    scale(api, ISTIO, ISTIOD, 0);
  }

  /** Scales istiod to 1, and waits until it is ready. */
  static void startIstiod(ScenarioApi api) {
    scale(api, ISTIO, ISTIOD, 1);
    awaitIstiod(api);
  }

  /** Replaces istiod's pod: its counters begin again. */
  static void restartIstiod(ScenarioApi api) {
    kubectl(api, ISTIO, "rollout", "restart", "deployment/" + ISTIOD);
    awaitIstiod(api);
  }

  private static void awaitIstiod(ScenarioApi api) {
    kubectl(api, ISTIO, "rollout", "status", "deployment/" + ISTIOD, "--timeout=120s");
  }

  /** Stops the API server for some seconds of requests, and waits until it is healthy again. */
  static void restartApiServer(ScenarioApi api, int seconds) {
    Lab lab = api.lab().lab();
    lab.stop(API_SERVER);
    try {
      api.load().await(seconds);
    } finally {
      lab.start(API_SERVER);
    }
  }

  private static void scale(ScenarioApi api, String namespace, String deployment, int replicas) {
    kubectl(api, namespace, "scale", "deployment/" + deployment, "--replicas=" + replicas);
  }

  private static void kubectl(ScenarioApi api, String namespace, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace=" + namespace));
    all.addAll(List.of(arguments));
    api.lab().kubectl(all);
  }
}
