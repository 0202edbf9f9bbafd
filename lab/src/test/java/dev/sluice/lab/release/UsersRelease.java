package dev.sluice.lab.release;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.UsersExample;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The users API of the examples in a separate namespace, and its CanaryRelease. */
final class UsersRelease implements AutoCloseable {
  static final String NAME = UsersExample.NAME;

  /** Parallel starts of Java programs on two cores slow each other and the load down. */
  private static final Object START = new Object();

  /** Limit of a wait where the time is not what the test asserts; only a hang takes longer. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final InstalledSluice sluice;
  private final UsersExample api;

  /** Starts the users API at version 1.4.1 in a new namespace. */
  UsersRelease(InstalledSluice sluice, String namespace) {
    this(sluice, example(sluice, namespace, "users"), Map.of());
  }

  /** Starts another of the examples at version 1.4.1 in a new namespace. */
  UsersRelease(InstalledSluice sluice, String namespace, String folder) {
    this(sluice, example(sluice, namespace, folder), Map.of());
  }

  private static UsersExample example(InstalledSluice sluice, String namespace, String folder) {
    return new UsersExample(sluice.lab(), sluice.client(), sluice.checkout(), namespace, folder);
  }

  private UsersRelease(InstalledSluice sluice, UsersExample api, Map<String, String> environment) {
    this.sluice = sluice;
    this.api = api;
    close();
    api.awaitGone(Duration.ofMinutes(2));
    synchronized (START) {
      for (Map<String, Object> object : api.manifests()) {
        boolean other = environment.isEmpty() || !"Deployment".equals(object.get("kind"));
        apply(other ? object : deployment("1.4.1", environment));
      }
      awaitPods();
    }
  }

  /** Starts the users API with this environment, and lets Sluice adopt it. */
  static UsersRelease adopted(
      InstalledSluice sluice,
      String namespace,
      Map<String, String> environment,
      Map<String, Object> spec) {
    UsersRelease users = new UsersRelease(sluice, example(sluice, namespace, "users"), environment);
    users.adopt(spec);
    return users;
  }

  String namespace() {
    return api.namespace();
  }

  // Actions of a user

  /**
   * Creates the CanaryRelease of the example, and waits until Sluice has adopted the Deployment.
   */
  void adopt(Map<String, Object> spec) {
    apply(canaryRelease(spec));
    awaitRest();
  }

  /**
   * Waits until Sluice has nothing left to do: mutual TLS becomes strict some time after adoption.
   */
  void awaitRest() {
    await(
        "rest",
        () -> view().phase().equals("Stable") && !condition("MutualTLS").contains("NotProgrammed"));
  }

  /** The CanaryRelease of the example with some fields of its spec replaced. */
  Map<String, Object> canaryRelease(Map<String, Object> spec) {
    return api.canaryRelease(spec);
  }

  /** Short times, for tests that do not depend on them. */
  static Map<String, Object> quick(Object... steps) {
    Map<String, Object> traffic = new LinkedHashMap<>();
    traffic.put("propagation", "1s");
    traffic.put("drain", "3s");
    return new LinkedHashMap<>(Map.of("steps", List.of(steps), "traffic", traffic));
  }

  /** A step with a fixed duration, for tests that are not about analysis. */
  static Map<String, Object> step(int weight, String duration) {
    return Map.of("weight", weight, "duration", duration, "until", "Elapsed");
  }

  /** Changes the CanaryRelease by a merge patch. */
  void patch(String json) {
    sluice.kubectl("-n", namespace(), "patch", "crel", NAME, "--type=merge", "-p", json);
  }

  /** Applies the Deployment with another version, as its owner does. */
  void release(String version, Map<String, String> environment) {
    apply(deployment(version, environment));
  }

  Map<String, Object> deployment(String version, Map<String, String> environment) {
    return api.deployment(version, environment);
  }

  void apply(Map<String, Object> object) {
    api.apply(object);
  }

  /** Applies an object in this namespace. A rejection is returned, not thrown. */
  Shell.CommandResult tryApply(Map<String, Object> object) {
    return api.tryApply(object);
  }

  // Observations of a user

  ReleaseSummary view() {
    return api.view();
  }

  Deployment live() {
    return sluice.client().apps().deployments().inNamespace(namespace()).withName(NAME).get();
  }

  /** A pod of a version. */
  Pod pod(String version) {
    return sluice
        .client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app.kubernetes.io/version", version)
        .list()
        .getItems()
        .get(0);
  }

  /** Status, reason and message of a condition in one text. */
  String condition(String type) {
    return sluice.kubectl(
        "-n",
        namespace(),
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
    api.awaitPods();
  }

  /** Waits for the end of a version's release and asserts its outcome. */
  ReleaseSummary awaitEnd(String version, String outcome) {
    await("the end of " + version, () -> view().ended(version));
    ReleaseSummary end = view();
    Assertions.assertThat(end.outcome()).as(end.toString()).isEqualTo(outcome);
    return end;
  }

  /** Waits where the time is not what the test asserts. */
  void await(String what, Callable<Boolean> condition) {
    await(what, PATIENCE, condition);
  }

  void await(String what, Duration limit, Callable<Boolean> condition) {
    try {
      Awaitility.await(what).atMost(limit).pollInterval(Duration.ofMillis(250)).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not " + what + " within " + limit + ", but " + view(), e);
    }
  }

  LoadRun load(int perSecond) {
    return sluice
        .generator()
        .start(namespace(), LoadPlan.users(NAME + "." + namespace(), perSecond));
  }

  static void awaitRequests(LoadRun load, int count) {
    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> load.answered() >= count);
  }

  /** Records weights, starting with the current one. */
  WeightWatch weights() {
    WeightWatch weights = new WeightWatch(sluice.client(), namespace(), NAME);
    await("the weight in force", Duration.ofSeconds(30), () -> !weights.weights().isEmpty());
    return weights;
  }

  /** Asserts that the rate was kept and that all failures are responses of the bad version. */
  void assertNothingLost(Ledger ledger, String badVersion) {
    List<LedgerEntry> foreign = ledger.foreignFailures(badVersion);
    if (!foreign.isEmpty()) {
      throw new AssertionError(new FailureReport(sluice, namespace()).text(foreign));
    }
    Assertions.assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
  }

  @Override
  public void close() {
    api.delete();
  }

  static Map<String, Object> child(Map<String, Object> object, String field) {
    return UsersExample.child(object, field);
  }
}
