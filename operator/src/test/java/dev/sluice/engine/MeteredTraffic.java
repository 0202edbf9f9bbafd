package dev.sluice.engine;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.workload.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests of a {@link LifecycleWorld} and what Prometheus says of them, step by step of the grid.
 */
final class MeteredTraffic {
  static final int STEP = 5;

  private static final MissingData UNREACHABLE =
      new MissingData.Unreachable("prometheus:9090", "connection refused");

  /** Of ten requests one each takes as long as these bounds; Istio's own, in milliseconds. */
  private static final double[] BOUNDS = {5, 10, 25, 50, 100, Double.POSITIVE_INFINITY};

  private static final double[] WITHIN = {0.1, 0.4, 0.8, 0.95, 0.99, 1};

  private final LifecycleWorld world;
  private final Map<Long, Map<String, RequestCounts>> steps = new TreeMap<>();

  /** What is wrong with the requests; null for nothing. */
  MissingData problem;

  /** Percent of all requests that an exposed canary gets beside its weight. */
  int beside;

  /** Prometheus drops the histograms. */
  boolean untimed;

  MeteredTraffic(LifecycleWorld world) {
    this.world = world;
  }

  /** Counts the requests of a step of the grid when its end has come. */
  void pass() {
    Instant now = world.now;
    if (now.getNano() != 0 || now.getEpochSecond() % STEP != 0 || seen() == Quality.UNSEEN) {
      return;
    }
    int weight = world.weight();
    Map<String, RequestCounts> tallies = new LinkedHashMap<>();
    if (world.object("VirtualService") != null) {
      count(tallies, workload("canary"), weight == 0 ? 0 : weight + beside);
      count(tallies, workload("stable"), 100 - weight);
    } else {
      count(tallies, "users", 100);
    }
    steps.put(now.getEpochSecond(), tallies);
    steps.keySet().removeIf(time -> time < now.getEpochSecond() - 2400);
  }

  private Quality seen() {
    return world.canaries.values().stream()
        .map(canary -> world.quality.apply(version(canary)))
        .filter(quality -> quality == Quality.UNSEEN)
        .findFirst()
        .orElse(Quality.GOOD);
  }

  private void count(Map<String, RequestCounts> tallies, String workload, int weight) {
    Optional<Map<String, Object>> pods =
        workload.equals("users") ? users() : Optional.ofNullable(world.canaries.get(workload));
    if (weight == 0 || pods.isEmpty()) {
      return;
    }
    Quality quality =
        world.cold && workload.equals("users")
            ? Quality.BAD
            : world.quality.apply(version(pods.get()));
    long requests = quality == Quality.IDLE ? 0 : (long) world.rate * STEP * weight / 100;
    double share = Math.max(quality == Quality.BAD ? 0.5 : 0.001, world.outage);
    long errors = (long) (requests * share);
    Map<ResponseClass, Long> answers = new LinkedHashMap<>();
    answers.put(new ResponseClass("200", ""), requests - errors);
    answers.put(new ResponseClass("503", ""), errors);
    SortedMap<Double, Long> durations = new TreeMap<>();
    int last = BOUNDS.length - 1;
    for (int i = 0; i < last; i++) {
      double within = world.busy ? (i == 0 ? 0 : WITHIN[i - 1]) : WITHIN[i];
      durations.put(BOUNDS[i], (long) (requests * within));
    }
    durations.put(BOUNDS[last], requests);
    tallies.put(workload, new RequestCounts(answers, untimed ? new TreeMap<>() : durations));
  }

  /** The Deployment's ReplicaSet that has its users: a paused template has none. */
  private Optional<Map<String, Object>> users() {
    String hash =
        world.object("DestinationRule") != null
            ? world.subset("stable").getOrDefault(Labels.POD_TEMPLATE_HASH, "")
            : "";
    return world.podSets.values().stream()
        .filter(set -> Unstructured.number(set, 0, "status", "replicas") > 0)
        .filter(
            set ->
                hash.isEmpty()
                    || hash.equals(
                        Unstructured.text(set, "metadata", "labels", Labels.POD_TEMPLATE_HASH)))
        .findFirst();
  }

  /** The workload behind a subset. */
  private String workload(String subset) {
    String revision = world.subset(subset).getOrDefault(Labels.REVISION, "");
    return revision.isEmpty() ? "users" : Labels.canary("users", Long.parseLong(revision));
  }

  private static String version(Map<String, Object> pods) {
    return Unstructured.text(pods, "spec", "template", "metadata", "labels", Labels.VERSION);
  }

  /** What the sampler would say of this trial now. */
  MetricsSnapshot samples(AnalysisTarget trial) {
    List<Sample> after = new ArrayList<>();
    List<RequestCounts> history = new ArrayList<>();
    steps.forEach(
        (time, tallies) -> {
          if (time > trial.after().getEpochSecond()) {
            after.add(
                new Sample(
                    time,
                    tallies.getOrDefault(trial.candidate(), RequestCounts.NONE),
                    tallies.getOrDefault(trial.baseline(), RequestCounts.NONE),
                    Map.of()));
          }
          if (trial.history().filter(end -> time <= end.getEpochSecond()).isPresent()) {
            history.add(tallies.getOrDefault(trial.baseline(), RequestCounts.NONE));
          }
        });
    boolean blind = seen() == Quality.UNSEEN;
    return new MetricsSnapshot(
        STEP,
        after,
        blind || trial.history().isEmpty() ? Optional.empty() : Optional.of(history),
        blind ? Optional.of(UNREACHABLE) : Optional.ofNullable(problem),
        Map.of(),
        new MetricsSnapshot.Counting(
            Reporter.SOURCE,
            2 * STEP,
            untimed ? Optional.of(new MissingData.NoDurations("users")) : Optional.empty(),
            Optional.empty(),
            0));
  }
}
