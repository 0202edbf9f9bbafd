package dev.sluice.world;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.UnattributedFailures;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.simulation.cluster.SimulatedCluster;
import dev.sluice.simulation.cluster.SimulatedPod;
import dev.sluice.simulation.cluster.SimulatedRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Requests through the proxies, and what Prometheus says about them. */
final class WorldTraffic {
  /** Length of a step of the sampling grid, in seconds. */
  static final int STEP = 5;

  static final Duration LAG = Duration.ofSeconds(1);

  /** What each query of the user's own returns. */
  private static final double QUERIED = 0.5;

  private static final Duration KEPT = Duration.ofMinutes(31);
  private static final MissingData UNREACHABLE =
      new MissingData.Unreachable("prometheus:9090", "connection refused");
  private static final double[] BOUNDS = {5, 10, 25, 50, 100, Double.POSITIVE_INFINITY};
  private static final double[] WITHIN = {0.1, 0.4, 0.8, 0.95, 0.99, 1};
  private static final double USUAL_ERRORS = 0.001;

  /** How a version answers. */
  enum VersionQuality {
    GOOD,
    /** Half of its answers are errors. */
    BAD,
    /** It takes twice as long. */
    SLOW,
    /** Too many requests wait for it: for a quarter of them the callers' proxies choose no pod. */
    OVERFLOWS
  }

  /** What goes wrong with requests or with their metrics. */
  enum Trouble {
    /** Prometheus does not answer. */
    BLIND,
    /** Samples come late. */
    LATE,
    /** The last sample comes again. */
    DOUBLED,
    /** All versions fail. */
    OUTAGE,
    /** There are no durations. */
    NO_HISTOGRAM,
    /** Callers give up most requests, whatever the version. */
    GIVEN_UP,
    /** Some callers have no proxy. */
    DIRECT,
    /** Of all requests some reach no pod, whatever the version. */
    UNREACHED
  }

  /** What answers requests: a workload and the version that it runs. */
  private record Server(String workload, String version) {}

  private final Map<String, VersionQuality> quality = new HashMap<>();
  private final Map<String, Instant> changedAt = new HashMap<>();
  private final TreeMap<Long, Map<String, RequestCounts>> steps = new TreeMap<>();

  /** Requests that failed before a pod was chosen, by Envoy's response flags. */
  private final TreeMap<Long, Map<String, Long>> unattributed = new TreeMap<>();

  private Map<Server, Double> shares = Map.of();
  private Map<Server, Double> seconds = new HashMap<>();
  private double lostShare;

  /** The part of it for which there was no pod to choose. */
  private double podlessShare;

  private double podless;
  private double lost;
  private int rate = 2000;
  private Instant countedUntil;
  private final Map<Trouble, Instant> until = new EnumMap<>(Trouble.class);
  private final Map<Trouble, Instant> from = new EnumMap<>(Trouble.class);
  private Instant troubleUntil = Instant.MIN;

  WorldTraffic(Instant start) {
    countedUntil = start;
  }

  void quality(String version, VersionQuality how) {
    if (quality.put(version, how) != how) {
      changedAt.put(version, countedUntil);
    }
  }

  /** Whether a version has been like this since a time. */
  boolean isSince(String version, VersionQuality how, Instant time) {
    return quality(version) == how && !changedAt.getOrDefault(version, Instant.MIN).isAfter(time);
  }

  VersionQuality quality(String version) {
    return quality.getOrDefault(version, VersionQuality.GOOD);
  }

  void rate(int requestsPerSecond) {
    notMeasured(countedUntil);
    rate = requestsPerSecond;
  }

  /** From now on something is wrong, up to a time. */
  void trouble(Trouble kind, Instant end) {
    if (!has(kind, countedUntil)) {
      from.put(kind, countedUntil);
    }
    until.put(kind, end);
    notMeasured(end);
  }

  boolean has(Trouble kind, Instant now) {
    return now.isBefore(until.getOrDefault(kind, Instant.MIN));
  }

  /** Whether Prometheus does not answer now. */
  boolean isBlind(Instant now) {
    return has(Trouble.BLIND, now);
  }

  /** Whether something is wrong now, and has been since a time. */
  boolean hasSince(Trouble kind, Instant time, Instant now) {
    return has(kind, now) && from.get(kind).isBefore(time);
  }

  private void notMeasured(Instant end) {
    troubleUntil = end.isAfter(troubleUntil) ? end : troubleUntil;
  }

  /** Whether everything was measured as it was, since a time. */
  boolean isMeasuredSince(Instant time) {
    return rate > 0 && time.isAfter(troubleUntil);
  }

  void heal() {
    until.clear();
    rate = 2000;
  }

  /** From now on lost requests count: before, Kubernetes starts the first pods. */
  void adopted() {
    lost = 0;
    podless = 0;
    unattributed.clear();
  }

  /** Requests that no ready pod answered. */
  double lostSinceAdoption() {
    return lost;
  }

  /** Requests are sent as the proxies have it and to the endpoints as they are, from now on. */
  void follow(SimulatedCluster cluster, Instant now) {
    Map<Server, Double> next = new HashMap<>();
    lostShare = 0;
    podlessShare = 0;
    List<SimulatedRoute> routes = cluster.proxies().routes();
    for (SimulatedRoute route : routes) {
      double part = 1.0 / routes.size();
      if (route.isBroken()) {
        lostShare += part;
        continue;
      }
      double toCanary = route.weight() / 100.0;
      send(cluster, route.canary(), part * toCanary, next, now);
      send(cluster, route.stable(), part * (1 - toCanary), next, now);
    }
    shares = next;
  }

  private void send(
      SimulatedCluster cluster,
      Map<String, String> labels,
      double share,
      Map<Server, Double> next,
      Instant now) {
    if (share <= 0) {
      return;
    }
    List<SimulatedPod> pods = new ArrayList<>();
    for (SimulatedPod pod : cluster.endpoints().ready()) {
      if (pod.matches(labels)) {
        pods.add(pod);
      }
    }
    if (pods.isEmpty()) {
      lostShare += share;
      podlessShare += share;
    }
    for (SimulatedPod pod : pods) {
      if (pod.isReady(now)) {
        next.merge(new Server(pod.deployment(), pod.version()), share / pods.size(), Double::sum);
      } else {
        lostShare += share / pods.size();
      }
    }
  }

  /** Counts up to this time. */
  void advance(Instant now) {
    while (countedUntil.isBefore(now)) {
      long point = Math.floorDiv(countedUntil.getEpochSecond(), STEP) * STEP + STEP;
      Instant end = Instant.ofEpochSecond(point);
      Instant to = end.isAfter(now) ? now : end;
      double passed = Duration.between(countedUntil, to).toNanos() / 1e9;
      shares.forEach((server, share) -> seconds.merge(server, passed * share, Double::sum));
      lost += passed * lostShare * rate;
      podless += passed * podlessShare * rate;
      countedUntil = to;
      if (to.equals(end)) {
        count(point);
      }
    }
  }

  private void count(long point) {
    Map<String, RequestCounts> counts = new HashMap<>();
    Instant end = Instant.ofEpochSecond(point);
    long overflown = 0;
    if (rate > 0) {
      for (Map.Entry<Server, Double> served : seconds.entrySet()) {
        Server server = served.getKey();
        long sent = (long) (served.getValue() * rate);
        long unreached = (long) (sent * unreachedShare(server.version(), end));
        overflown += unreached;
        counts.merge(
            server.workload(),
            counted(server.version(), sent - unreached, end),
            (one, other) -> RequestCounts.sum(List.of(one, other)));
      }
    }
    seconds = new HashMap<>();
    steps.put(point, counts);
    unattributed.put(point, Map.of("UO", overflown, "UH", (long) podless));
    podless = 0;
    while (steps.firstKey() < point - KEPT.toSeconds()) {
      steps.pollFirstEntry();
      unattributed.pollFirstEntry();
    }
  }

  private double unreachedShare(String version, Instant end) {
    return quality(version) == VersionQuality.OVERFLOWS
        ? 0.25
        : has(Trouble.UNREACHED, end) ? 0.1 : 0;
  }

  private RequestCounts counted(String version, long requests, Instant end) {
    VersionQuality how = quality(version);
    double share = how == VersionQuality.BAD ? 0.5 : has(Trouble.OUTAGE, end) ? 0.3 : USUAL_ERRORS;
    long given = has(Trouble.GIVEN_UP, end) ? requests * 3 / 5 : 0;
    long errors = (long) ((requests - given) * share);
    Map<ResponseClass, Long> answers =
        Map.of(
            new ResponseClass("200", ""),
            requests - given - errors,
            new ResponseClass("503", ""),
            errors,
            new ResponseClass("0", ""),
            given);
    SortedMap<Double, Long> durations = new TreeMap<>();
    if (!has(Trouble.NO_HISTOGRAM, end)) {
      for (int i = 0; i < BOUNDS.length - 1; i++) {
        double within = how == VersionQuality.SLOW ? (i == 0 ? 0 : WITHIN[i - 1]) : WITHIN[i];
        durations.put(BOUNDS[i], (long) (requests * within));
      }
      durations.put(Double.POSITIVE_INFINITY, requests);
    }
    return new RequestCounts(answers, durations);
  }

  /** When the next sample is there. */
  Instant nextSampleAt(Instant now) {
    long newest = Math.floorDiv(now.minus(LAG).getEpochSecond(), STEP) * STEP;
    return Instant.ofEpochSecond(newest + STEP).plus(LAG);
  }

  /** Requests to a workload from a step of the grid to another one, both included. */
  long requests(String workload, long from, long to) {
    long sum = 0;
    for (Map<String, RequestCounts> counts : steps.subMap(from, true, to, true).values()) {
      sum += counts.getOrDefault(workload, RequestCounts.NONE).requests();
    }
    return sum;
  }

  /** Those of them whose callers waited for the answer. */
  long answered(String workload, long from, long to) {
    long sum = 0;
    for (Map<String, RequestCounts> counts : steps.subMap(from, true, to, true).values()) {
      RequestCounts counted = counts.getOrDefault(workload, RequestCounts.NONE);
      sum += counted.failed(response -> false).requests();
    }
    return sum;
  }

  /** Whether a step of the grid is too old to be known. */
  boolean forgets(long time) {
    return steps.isEmpty() || time < steps.firstKey();
  }

  /** What the sampler returns. */
  MetricsSnapshot snapshot(AnalysisTarget target, Instant now) {
    boolean blind = has(Trouble.BLIND, now);
    long newest = now.minus(has(Trouble.LATE, now) ? LAG.multipliedBy(20) : LAG).getEpochSecond();
    long after = target.after().getEpochSecond() - (has(Trouble.DOUBLED, now) ? STEP : 0);
    Map<String, Double> values = new HashMap<>();
    target.queries().keySet().forEach(metric -> values.put(metric, QUERIED));
    List<Sample> samples = new ArrayList<>();
    if (!blind) {
      steps
          .subMap(after, false, Math.max(after, newest), true)
          .forEach(
              (time, counts) ->
                  samples.add(
                      new Sample(
                          time,
                          counts.getOrDefault(target.candidate(), RequestCounts.NONE),
                          counts.getOrDefault(target.baseline(), RequestCounts.NONE),
                          values,
                          target.scope().service().isPresent()
                              ? unattributed.getOrDefault(time, Map.of())
                              : Map.of())));
    }
    Optional<List<RequestCounts>> history =
        blind
            ? Optional.empty()
            : target.history().map(end -> history(target.baseline(), end.getEpochSecond()));
    return new MetricsSnapshot(
        STEP,
        samples,
        history,
        blind
            ? Optional.of(UNREACHABLE)
            : has(Trouble.DIRECT, now)
                ? Optional.of(new MissingData.DirectRequests(target.baseline()))
                : Optional.empty(),
        Map.of(),
        new MetricsSnapshot.Counting(
            Reporter.SOURCE,
            2 * STEP,
            has(Trouble.NO_HISTOGRAM, now)
                ? Optional.of(new MissingData.NoDurations(target.baseline()))
                : Optional.empty(),
            Optional.empty(),
            target.history().map(end -> unattributedShare(end.getEpochSecond())).orElse(0.0)));
  }

  private double unattributedShare(long end) {
    List<Counts> blocks = new ArrayList<>();
    for (Map.Entry<Long, Map<String, RequestCounts>> step : steps.headMap(end, true).entrySet()) {
      long failed =
          unattributed.getOrDefault(step.getKey(), Map.of()).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      long answered = step.getValue().values().stream().mapToLong(RequestCounts::requests).sum();
      blocks.add(new Counts(answered + failed, failed));
    }
    return UnattributedFailures.usualShare(blocks, STEP);
  }

  private List<RequestCounts> history(String workload, long end) {
    List<RequestCounts> history = new ArrayList<>();
    steps
        .headMap(end, true)
        .values()
        .forEach(counts -> history.add(counts.getOrDefault(workload, RequestCounts.NONE)));
    return history;
  }
}
