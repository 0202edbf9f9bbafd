package dev.sluice.lab.scenarios;

/** An EnvoyFilter that istiod accepts, and the sidecars of the namespace reject. */
final class RejectedConfiguration {
  /** A cluster of Envoy must have a positive connect timeout. */
  private static final String ENVOY_FILTER =
      """
      apiVersion: networking.istio.io/v1alpha3
      kind: EnvoyFilter
      metadata:
        name: rejected
      spec:
        configPatches:
          - applyTo: CLUSTER
            match:
              context: SIDECAR_OUTBOUND
              cluster:
                service: NAME.NAMESPACE.svc.cluster.local
            patch:
              operation: MERGE
              value:
                connect_timeout: 0s
      """;

  private RejectedConfiguration() {}

  /** Creates it, at the latest until the scenario is over. */
  static void create(ScenarioApi api) {
    api.afterwards(
        () -> {
          delete(api);
          // A lab whose istiod has counted a reject is not healthy.
          ClusterParts.restartIstiod(api);
        });
    KubectlFile.with(
        ENVOY_FILTER.replace("NAMESPACE", api.namespace()).replace("NAME", ScenarioApi.NAME),
        file -> api.kubectl("apply", file));
  }

  static void delete(ScenarioApi api) {
    api.kubectl("delete", "envoyfilter", "rejected", "--ignore-not-found");
  }
}
