package dev.sluice.lab.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.lab.Lab;
import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The users API of the examples in a separate namespace, used as its owner does. */
public final class UsersExample {
  public static final String NAME = "users";
  private static final long READY_SECONDS = 180;

  private final Lab lab;
  private final KubernetesClient client;
  private final Checkout checkout;
  private final String namespace;
  private final String folder;

  public UsersExample(Lab lab, KubernetesClient client, Checkout checkout, String namespace) {
    this(lab, client, checkout, namespace, "users");
  }

  /**
   * One of the examples.
   *
   * @param folder of its kustomization
   */
  public UsersExample(
      Lab lab, KubernetesClient client, Checkout checkout, String namespace, String folder) {
    this.lab = lab;
    this.client = client;
    this.checkout = checkout;
    this.namespace = namespace;
    this.folder = folder;
  }

  public String namespace() {
    return namespace;
  }

  /** The objects of the API without Sluice. */
  public List<Map<String, Object>> manifests() {
    Shell.CommandResult built = lab.kubectl("kustomize", checkout.example(folder).toString());
    if (!built.ok()) {
      throw new LabException("kubectl", built.output(), "see examples/" + folder);
    }
    return Manifests.parse(built.output());
  }

  /** The Deployment with another version and environment. */
  public Map<String, Object> deployment(String version, Map<String, String> environment) {
    Map<String, Object> object =
        manifests().stream()
            .filter(manifest -> "Deployment".equals(manifest.get("kind")))
            .filter(manifest -> NAME.equals(child(manifest, "metadata").get("name")))
            .findFirst()
            .orElseThrow();
    Map<String, Object> template = child(child(object, "spec"), "template");
    child(child(template, "metadata"), "labels").put("app.kubernetes.io/version", version);
    Map<String, Object> container = container(object);
    Map<String, String> set = new LinkedHashMap<>();
    set.put("VERSION", version);
    set.putAll(environment);
    List<Object> env = new ArrayList<>();
    set.forEach((name, value) -> env.add(Map.of("name", name, "value", value)));
    ((List<?>) container.get("env"))
        .stream()
            .filter(variable -> !set.containsKey(((Map<?, ?>) variable).get("name")))
            .forEach(env::add);
    container.put("env", env);
    return moved(object);
  }

  /** The CanaryRelease of the example with some fields of its spec replaced. */
  public Map<String, Object> canaryRelease(Map<String, Object> spec) {
    Map<String, Object> object =
        Manifests.read(checkout.example("users/canaryrelease.yaml")).get(0);
    child(object, "spec").putAll(spec);
    return object;
  }

  /**
   * Applies an object in this namespace.
   *
   * @throws LabException if it is rejected
   */
  public void apply(Map<String, Object> object) {
    Shell.CommandResult result = tryApply(object);
    if (!result.ok()) {
      throw new LabException("kubectl", result.output(), "see the manifest");
    }
  }

  /** Applies an object in this namespace. A rejection is returned, not thrown. */
  public Shell.CommandResult tryApply(Map<String, Object> object) {
    try {
      Path file = Files.createTempFile("users-", ".json");
      try {
        Files.writeString(file, Serialization.jsonMapper().writeValueAsString(moved(object)));
        return lab.kubectl("apply", "-f", file.toString());
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> moved(Map<String, Object> object) {
    Map<String, Object> metadata = child(object, "metadata");
    if ("Namespace".equals(object.get("kind"))) {
      metadata.put("name", namespace);
    } else {
      metadata.put("namespace", namespace);
    }
    return object;
  }

  public ReleaseSummary view() {
    return ReleaseSummary.now(client, namespace, NAME);
  }

  public void awaitPods() {
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(NAME)
        .waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts the deletion of the namespace. */
  public void delete() {
    client.namespaces().withName(namespace).delete();
  }

  /** Waits until the namespace is deleted. */
  public void awaitGone(Duration limit) {
    Wait.until(
        "namespace " + namespace + " to go",
        limit,
        () -> client.namespaces().withName(namespace).get() == null);
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> child(Map<String, Object> object, String field) {
    return (Map<String, Object>) object.computeIfAbsent(field, key -> new LinkedHashMap<>());
  }

  /** The first container of a Deployment. */
  public static Map<String, Object> container(Map<String, Object> deployment) {
    return first(child(child(child(deployment, "spec"), "template"), "spec").get("containers"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> first(Object list) {
    return ((List<Map<String, Object>>) list).get(0);
  }
}
