package dev.sluice.operator;

/** A Service, its Deployment of two pods, and its CanaryRelease, as a user applies them. */
final class ServiceManifest {
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: NAME}
      spec: {selector: {app: NAME}, ports: [{name: http, port: 80}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME}
      spec:
        replicas: 2
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME, app.kubernetes.io/version: "1.0"}}
          spec: {containers: [{name: main, image: "main:1.0"}]}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: CanaryRelease
      metadata: {name: NAME}
      spec:
        target: {deployment: NAME}
        steps: STEPS
        traffic: {propagation: 100ms, drain: 1s}
      """;

  private ServiceManifest() {}

  /**
   * The objects in YAML.
   *
   * @param name of all three
   * @param steps a list in YAML's flow style
   */
  static String of(String name, String steps) {
    return OBJECTS.replace("NAME", name).replace("STEPS", steps);
  }
}
