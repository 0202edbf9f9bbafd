package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The release of the examples, driven as a user does it with kubectl. */
final class ExampleRelease {
  static final String NAMESPACE = "shop";
  static final String NAME = "users";

  /** Weights of the canary while requests return to the Deployment, in percent. */
  static final List<Integer> RETURN_WEIGHTS = List.of(75, 50, 0);

  private static final Duration GONE = Duration.ofMinutes(2);
  private static final long READY_SECONDS = 180;

  private final Lab lab;
  private final KubernetesClient client;
  private final Checkout checkout;

  ExampleRelease(Lab lab, KubernetesClient client, Checkout checkout) {
    this.lab = lab;
    this.client = client;
    this.checkout = checkout;
  }

  /** Deletes the namespaces of an earlier run. */
  void clear(String... namespaces) {
    for (String namespace : namespaces) {
      client.namespaces().withName(namespace).delete();
    }
    for (String namespace : namespaces) {
      Wait.until(
          "namespace " + namespace + " of an earlier run to go",
          GONE,
          () -> client.namespaces().withName(namespace).get() == null);
    }
  }

  Path file(String name) {
    return checkout.example("users/" + name);
  }

  void apply(String name) {
    Shell.CommandResult result = lab.kubectl("apply", "-f", file(name).toString());
    if (!result.ok()) {
      throw new LabException(
          "examples", name + " was rejected: " + result.output().strip(), "correct the manifest");
    }
  }

  void awaitPods() {
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
  }

  ReleaseSummary release() {
    return ReleaseSummary.now(client, NAMESPACE, NAME);
  }

  /** The weights of the release's steps, each once, 100 last. */
  List<Integer> steps() {
    List<Integer> weights = new ArrayList<>();
    Map<String, Object> manifest = Manifests.read(file("canaryrelease.yaml")).get(0);
    if (manifest.get("spec") instanceof Map<?, ?> spec
        && spec.get("steps") instanceof List<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> step
            && step.get("weight") instanceof Integer weight
            && !weights.contains(weight)) {
          weights.add(weight);
        }
      }
    }
    if (!weights.contains(100)) {
      weights.add(100);
    }
    return weights;
  }

  /** The version in the responses of an example. */
  String version(String name) {
    for (Map<String, Object> manifest : Manifests.read(file(name))) {
      if ("Deployment".equals(manifest.get("kind"))
          && at(manifest, "spec", "template", "metadata", "labels") instanceof Map<?, ?> labels) {
        return String.valueOf(labels.get("app.kubernetes.io/version"));
      }
    }
    throw new LabException("examples", name + " has no Deployment", "is this a whole checkout?");
  }

  private static Object at(Object value, String... path) {
    Object found = value;
    for (String key : path) {
      found = found instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return found;
  }
}
