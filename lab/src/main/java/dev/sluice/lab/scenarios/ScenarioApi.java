package dev.sluice.lab.scenarios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.UsersExample;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.host.LoadAverageGate;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users API in the namespace of one scenario, under load: what a script does as its owner, and
 * what it sees.
 */
final class ScenarioApi implements AutoCloseable {
  static final String NAME = UsersExample.NAME;

  private static final String OWN = "app.kubernetes.io/managed-by=sluice";
  private static final Duration GONE = Duration.ofMinutes(3);
  private static final Duration ADOPTED = Duration.ofMinutes(2);

  private static final Duration WATCHED = Duration.ofSeconds(30);

  /** Parallel starts of Java programs on a small machine slow each other and the load down. */
  private static final Object START = new Object();

  private final ScenarioLab lab;
  private final UsersExample users;
  private final ScenarioLoad load;
  private final Deque<Runnable> cleanups = new ArrayDeque<>();
  private Optional<WeightWatch> watch = Optional.empty();

  /** Starts the users API at the first version in a new namespace, and sends requests to it. */
  ScenarioApi(ScenarioLab lab, String namespace, int perSecond) {
    this.lab = lab;
    this.users = new UsersExample(lab.lab(), lab.client(), lab.checkout(), namespace);
    users.delete();
    users.awaitGone(GONE);
    cleanups.push(users::delete);
    try {
      synchronized (START) {
        cleanups.push(LoadAverageGate.ofThisMachine().pass(namespace)::close);
        users.manifests().forEach(users::apply);
        users.awaitPods();
      }
      this.load = new ScenarioLoad(lab.generator(), namespace, NAME + "." + namespace, perSecond);
      cleanups.push(load::close);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  String namespace() {
    return users.namespace();
  }

  // Actions

  /** Applies the CanaryRelease. */
  void applyCanaryRelease(List<Map<String, Object>> steps) {
    users.apply(
        users.canaryRelease(
            Map.of("steps", steps, "traffic", Map.of("propagation", "1s", "drain", "3s"))));
  }

  /** Creates the CanaryRelease and waits until the Deployment is adopted. */
  void adopt(List<Map<String, Object>> steps) {
    applyCanaryRelease(steps);
    WeightWatch weights = new WeightWatch(lab.client(), namespace(), NAME);
    watch = Optional.of(weights);
    cleanups.push(weights::close);
    if (!Wait.holds(ADOPTED, () -> view().phase().equals("Stable"))) {
      throw new ScenarioFailed("not adopted within " + ADOPTED.toSeconds() + " s");
    }
    Wait.until("the weight in force", WATCHED, () -> !weights().isEmpty());
  }

  /** Applies the Deployment with another version. */
  void apply(String version, Map<String, String> environment) {
    users.apply(users.deployment(version, environment));
  }

  /** Writes a manifest with a kubectl command such as {@code replace} and its options. */
  void write(Map<String, Object> manifest, String... command) {
    KubectlFile.with(
        json(manifest),
        file -> {
          List<String> arguments = new ArrayList<>(List.of(command));
          arguments.add(file);
          return kubectl(arguments.toArray(String[]::new));
        });
  }

  /** The manifest of the Deployment with another version. */
  Map<String, Object> manifest(String version, Map<String, String> environment) {
    return users.deployment(version, environment);
  }

  void patchSteps(List<Map<String, Object>> steps) {
    patch("canaryrelease", json(Map.of("spec", Map.of("steps", steps))));
  }

  /** Patches the object named like the API with a merge patch. */
  void patch(String kind, String patch) {
    kubectl("patch", kind, NAME, "--type=merge", "--patch=" + patch);
  }

  /** Patches the object named like the API with a JSON patch. */
  void patchJson(String kind, String patch) {
    kubectl("patch", kind, NAME, "--type=json", "--patch=" + patch);
  }

  void scale(int replicas) {
    kubectl("scale", "deployment/" + NAME, "--replicas=" + replicas);
  }

  /** Deletes the Deployment with its pods, without grace, and creates it with another version. */
  void replaceByForce(String version) {
    write(users.deployment(version, Map.of()), "replace", "--force");
  }

  void delete(List<Pod> pods) {
    deletePods(pods, "--wait=false");
  }

  void deleteByForce(List<Pod> pods) {
    deletePods(pods, "--wait=false", "--force", "--grace-period=0");
  }

  private void deletePods(List<Pod> pods, String... options) {
    List<String> arguments = new ArrayList<>(List.of("delete", "pods"));
    pods.forEach(pod -> arguments.add(pod.getMetadata().getName()));
    arguments.addAll(List.of(options));
    kubectl(arguments.toArray(String[]::new));
  }

  /** Kills the processes of the application in some pods, all at once. */
  void crash(List<Pod> pods) {
    ContainerKill.kill(pods, NAME);
  }

  void deleteCanaryDeployment() {
    kubectl("delete", "deployments", "--selector=" + OWN, "--wait=false");
  }

  /** Deletes it without waiting; {@code cascade} is background, foreground or orphan. */
  void deleteCanaryRelease(String cascade) {
    kubectl("delete", "canaryrelease", NAME, "--cascade=" + cascade, "--wait=false");
  }

  /** {@code kubectl annotate}: orders an action of the release that the status names. */
  void order(String action) {
    String revision = canaryRelease().path("status").path("release").path("revision").asText();
    kubectl(
        "annotate", "canaryrelease", NAME, "--overwrite", "sluice.dev/" + action + "=" + revision);
  }

  /** Lets the namespace have so many pods and no more. */
  void limitPods(int pods) {
    kubectl("create", "quota", NAME, "--hard=pods=" + pods);
  }

  void liftLimit() {
    kubectl("delete", "quota", NAME);
  }

  /** The callers of the API. */
  ScenarioLoad load() {
    return load;
  }

  /** Runs when the scenario is over. */
  void afterwards(Runnable cleanup) {
    cleanups.push(cleanup);
  }

  /** Runs kubectl in the namespace. */
  String kubectl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace=" + namespace()));
    all.addAll(List.of(arguments));
    return lab.kubectl(all);
  }

  /** Runs kubectl, which must fail with these words in its output. */
  void kubectlFails(String words, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace=" + namespace()));
    all.addAll(List.of(arguments));
    Shell.CommandResult result = lab.lab().kubectl(all.toArray(String[]::new));
    if (result.ok() || !result.output().contains(words)) {
      throw new ScenarioFailed("its answer was: " + result.output().strip());
    }
  }

  /** What all scenarios share. */
  ScenarioLab lab() {
    return lab;
  }

  // Observations

  ReleaseSummary view() {
    return users.view();
  }

  /** The CanaryRelease; a missing node if it does not exist. */
  JsonNode canaryRelease() {
    GenericKubernetesResource found =
        ReleaseSummary.resource(lab.client(), namespace(), NAME).get();
    JsonNode none = Serialization.jsonMapper().missingNode();
    return found == null ? none : Serialization.jsonMapper().valueToTree(found);
  }

  /** The message of a condition; empty if there is none. */
  String conditionMessage(String type) {
    for (JsonNode condition : canaryRelease().path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("message").asText();
      }
    }
    return "";
  }

  /** {@code status.message}. */
  String message() {
    return canaryRelease().path("status").path("message").asText();
  }

  /** Version, outcome and reason of the current release and of those before. */
  List<String> releases() {
    JsonNode status = canaryRelease().path("status");
    List<String> ends = new ArrayList<>();
    if (status.path("release").path("outcome").asText().equals("InProgress")) {
      ends.add(end(status.path("release")));
    }
    // The last release too, once it has ended.
    status.path("history").forEach(entry -> ends.add(end(entry)));
    return ends;
  }

  private static String end(JsonNode release) {
    return String.join(
        " ",
        release.path("version").asText(),
        release.path("outcome").asText(),
        release.path("reason").asText());
  }

  /** Type and reason of each condition. */
  List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    canaryRelease()
        .path("status")
        .path("conditions")
        .forEach(
            condition ->
                conditions.add(
                    condition.path("type").asText() + " " + condition.path("reason").asText()));
    return conditions;
  }

  /** Whether a condition or an event has this reason. */
  boolean said(String reason) {
    return conditions().stream().anyMatch(condition -> condition.endsWith(" " + reason))
        || kubectl("get", "events", "--output=jsonpath={.items[*].reason}").contains(reason);
  }

  /** All weights of the canary since the adoption, each change once. */
  List<Integer> weights() {
    return watch.map(WeightWatch::weights).orElse(List.of());
  }

  int lastWeight() {
    List<Integer> all = weights();
    return all.isEmpty() ? -1 : all.get(all.size() - 1);
  }

  /** Pods of the API that are not being deleted. */
  List<Pod> pods() {
    return lab
        .client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app", NAME)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  List<Pod> canaryPods() {
    return pods().stream().filter(ScenarioApi::isCanary).toList();
  }

  List<Pod> stablePods() {
    return pods().stream().filter(pod -> !isCanary(pod)).toList();
  }

  /** How many of them are ready. */
  int ready(List<Pod> pods) {
    return (int) pods.stream().filter(Readiness::isPodReady).count();
  }

  private static boolean isCanary(Pod pod) {
    return pod.getMetadata().getName().startsWith(NAME + "-canary-");
  }

  /** The Deployment as it is now. */
  UsersDeployment deployment() {
    Deployment found =
        lab.client().apps().deployments().inNamespace(namespace()).withName(NAME).get();
    if (found == null) {
      throw new ScenarioFailed("the Deployment does not exist");
    }
    return new UsersDeployment(found);
  }

  /** The names of the objects that Sluice manages here. */
  String managedObjects() {
    return kubectl(
            "get",
            "virtualservices,destinationrules,deployments",
            "--selector=" + OWN,
            "--output=name")
        .strip();
  }

  static String json(Object value) {
    try {
      return Serialization.jsonMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes all that the scenario created. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!cleanups.isEmpty()) {
      try {
        cleanups.pop().run();
      } catch (LabException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
