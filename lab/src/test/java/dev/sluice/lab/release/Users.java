package dev.sluice.lab.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.Manifests;
import dev.sluice.lab.demo.ReleaseView;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.Load;
import dev.sluice.lab.load.LoadPlan;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** The users API of the examples in a namespace of its own, and its CanaryRelease. */
final class Users implements AutoCloseable {
  static final String NAME = "users";
  private static final long READY_SECONDS = 180;

  private final Sluice sluice;
  private final String namespace;

  Users(Sluice sluice, String namespace) {
    this.sluice = sluice;
    this.namespace = namespace;
    close();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> sluice.client().namespaces().withName(namespace).get() == null);
    Manifests.read(sluice.checkout().example("users/users.yaml")).forEach(this::apply);
    awaitPods();
  }

  String namespace() {
    return namespace;
  }

  // What people do

  /** Hands the Deployment over with the example's CanaryRelease, and waits until it is taken. */
  void handOver(Map<String, Object> spec) {
    apply(canaryRelease(spec));
    await("Stable", Duration.ofMinutes(1), () -> view().phase().equals("Stable"));
  }

  /** The example's CanaryRelease with other values for some fields of its spec. */
  Map<String, Object> canaryRelease(Map<String, Object> spec) {
    Map<String, Object> object =
        Manifests.read(sluice.checkout().example("users/canaryrelease.yaml")).get(0);
    child(object, "spec").putAll(spec);
    return object;
  }

  /** Short times for tests that are not about them. */
  static Map<String, Object> quick(Object... steps) {
    Map<String, Object> traffic = new LinkedHashMap<>();
    traffic.put("propagation", "1s");
    traffic.put("drain", "3s");
    return new LinkedHashMap<>(Map.of("steps", List.of(steps), "traffic", traffic));
  }

  /** A step of a fixed time, for tests that are not about proof. */
  static Map<String, Object> step(int weight, String duration) {
    return Map.of("weight", weight, "duration", duration, "until", "Elapsed");
  }

  /** Applies the Deployment at another version, as its owner would. */
  void release(String version, Map<String, String> environment) {
    apply(deployment(version, environment));
  }

  Map<String, Object> deployment(String version, Map<String, String> environment) {
    Map<String, Object> object =
        Manifests.read(sluice.checkout().example("users/good-version.yaml")).get(0);
    Map<String, Object> template = child(child(object, "spec"), "template");
    child(child(template, "metadata"), "labels").put("app.kubernetes.io/version", version);
    Map<String, Object> container = first(child(template, "spec").get("containers"));
    List<Object> env = new ArrayList<>();
    env.add(Map.of("name", "VERSION", "value", version));
    environment.forEach((name, value) -> env.add(Map.of("name", name, "value", value)));
    env.add(((List<?>) container.get("env")).get(1));
    container.put("env", env);
    return moved(object);
  }

  void apply(Map<String, Object> object) {
    Shell.Result result = tryApply(object);
    if (!result.ok()) {
      throw new LabException("kubectl", result.output(), "see the manifest");
    }
  }

  /** Applies an object in this namespace; a refusal is a result. */
  Shell.Result tryApply(Map<String, Object> object) {
    try {
      Path file = Files.createTempFile("users-", ".json");
      try {
        Files.writeString(file, Serialization.jsonMapper().writeValueAsString(moved(object)));
        return sluice.lab().kubectl("apply", "-f", file.toString());
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

  // What people see

  ReleaseView view() {
    return ReleaseView.now(sluice.client(), namespace, NAME);
  }

  Deployment live() {
    return sluice.client().apps().deployments().inNamespace(namespace).withName(NAME).get();
  }

  /** Status, reason and message of a condition, as one text. */
  String condition(String type) {
    return sluice.kubectl(
        "-n",
        namespace,
        "get",
        "crel",
        NAME,
        "-o",
        "jsonpath={range .status.conditions[?(@.type=='"
            + type
            + "')]}"
            + "{.status} {.reason}: {.message}{end}");
  }

  void awaitPods() {
    sluice
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(NAME)
        .waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until a version's release has ended, which has to be so. */
  ReleaseView awaitEnd(String version, String outcome) {
    await("the end of " + version, Duration.ofMinutes(5), () -> view().ended(version));
    ReleaseView end = view();
    Assertions.assertThat(end.outcome()).as(end.toString()).isEqualTo(outcome);
    return end;
  }

  void await(String what, Duration limit, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(250))
        .conditionEvaluationListener(
            seen -> {
              if (seen.getRemainingTimeInMS() <= 0) {
                System.out.println("still " + view());
              }
            })
        .until(condition);
  }

  Load load(int perSecond) {
    return sluice.generator().start(namespace, LoadPlan.users(NAME + "." + namespace, perSecond));
  }

  /** The weights from now on; the one in force is the first. */
  WeightWatch weights() {
    WeightWatch weights = new WeightWatch(sluice.client(), namespace, NAME);
    await("the weight in force", Duration.ofSeconds(30), () -> !weights.weights().isEmpty());
    return weights;
  }

  /**
   * That no request failed but those that the bad version failed itself, at a rate that was kept.
   */
  static void assertNothingLost(Ledger ledger, String badVersion) {
    Assertions.assertThat(ledger.foreignFailures(badVersion)).isEmpty();
    Assertions.assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
  }

  @Override
  public void close() {
    sluice.client().namespaces().withName(namespace).delete();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> child(Map<String, Object> object, String field) {
    return (Map<String, Object>) object.computeIfAbsent(field, key -> new LinkedHashMap<>());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> first(Object list) {
    return ((List<Map<String, Object>>) list).get(0);
  }
}
