package dev.sluice.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Lives by seed: the same seed gives the same life. */
final class RandomLives {
  private static final List<String> VERSIONS = List.of("1.0", "1.1", "1.2", "1.3", "1.4");

  /** How versions answer, each as often as it is here. */
  private static final List<String> FATES =
      List.of(
          "GOOD", "GOOD", "GOOD", "GOOD", "GOOD", "GOOD", "BAD", "BAD", "BAD", "SLOW", "OVERFLOWS");

  private static final List<String> REFUSED =
      List.of(
          "DestinationRule",
          "VirtualService",
          "Deployment",
          "PeerAuthentication",
          "RequestAuthentication",
          "EnvoyFilter");
  private static final List<String> SHORT_TIMES =
      List.of(
          "no-answer",
          "late-writes",
          "refuse-status",
          "slow-writes",
          "late-watch",
          "late-endpoints");

  /** What comes last, or does nothing. */
  private static final Set<String> NOT_AT_RANDOM = Set.of("delete-release", "wait");

  private RandomLives() {}

  /** The life of a seed. */
  static Life of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Disturbance> timeline = new ArrayList<>();
    double at = 1 + random.nextDouble() * 10;
    timeline.add(disturbance(at, "release", release(random)));
    List<String> kinds =
        Disturbances.names().stream().filter(kind -> !NOT_AT_RANDOM.contains(kind)).toList();
    int events = 4 + random.nextInt(14);
    for (int i = 0; i < events; i++) {
      at += random.nextInt(3) == 0 ? random.nextDouble() * 4 : random.nextDouble() * 60;
      String kind = random.nextInt(4) == 0 ? "release" : kinds.get(random.nextInt(kinds.size()));
      timeline.add(disturbance(at, kind, values(kind, random)));
    }
    if (random.nextInt(6) == 0) {
      at += random.nextDouble() * 40;
      timeline.add(disturbance(at, "delete-release", Map.of()));
    }
    List<String> specs = SpecVariants.names();
    String spec = specs.get(random.nextInt(specs.size()));
    return new Life(seed, spec, 1 + random.nextInt(5), timeline);
  }

  private static Disturbance disturbance(double at, String kind, Map<String, Object> values) {
    return new Disturbance(Duration.ofMillis(Math.round(at * 1000)), kind, values);
  }

  private static Map<String, Object> release(SplittableRandom random) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", VERSIONS.get(random.nextInt(VERSIONS.size())));
    int fate = random.nextInt(11);
    boolean first = values.get("version").equals("1.0");
    values.put("quality", FATES.get(first ? 0 : fate));
    if (!first && random.nextInt(12) == 0) {
      values.put("starts", "false");
    }
    values.put("startup", random.nextInt(20));
    return values;
  }

  /** Random values of a kind of disturbance. */
  static Map<String, Object> values(String kind, SplittableRandom random) {
    Map<String, Object> values = new LinkedHashMap<>();
    switch (kind) {
      case "release" -> values.putAll(release(random));
      case "quality" -> {
        values.put("version", VERSIONS.get(random.nextInt(VERSIONS.size())));
        values.put("quality", List.of("GOOD", "BAD", "BAD", "OVERFLOWS").get(random.nextInt(4)));
      }
      case "scale" -> values.put("replicas", random.nextInt(7));
      case "autoscale" -> {
        values.put("min", random.nextInt(3));
        values.put("max", 3 + random.nextInt(5));
      }
      case "load" -> {
        values.put("pods", random.nextInt(8));
        values.put("idle", random.nextInt(3) == 0 ? 10 * random.nextInt(7) : 0);
      }
      case "scale-canary" -> values.put("replicas", random.nextInt(5));
      case "annotate-template" -> values.put("value", String.valueOf(random.nextInt(3)));
      case "recreate-deployment" ->
          values.put("version", VERSIONS.get(random.nextInt(VERSIONS.size())));
      case "edit-route", "edit-subsets" ->
          values.put("how", List.of("add", "swap", "empty").get(random.nextInt(3)));
      case "edit-spec" -> {
        values.put("spec", SpecVariants.names().get(random.nextInt(SpecVariants.names().size())));
        values.put("paused", String.valueOf(random.nextInt(4) == 0));
      }
      case "kill-pods", "crash-pods" -> {
        values.put("side", random.nextBoolean() ? "canary" : "stable");
        values.put("count", random.nextInt(3) == 0 ? 1 : 100);
      }
      case "late-endpoints" -> values.put("by", 1 + random.nextInt(7));
      case "slow-writes" -> values.put("by", 0.2 + random.nextInt(30) / 10.0);
      case "late-writes" -> values.put("by", 1 + random.nextInt(8));
      case "late-watch" -> values.put("by", 0.5 + random.nextInt(5));
      case "refuse" -> values.put("kind", REFUSED.get(random.nextInt(REFUSED.size())));
      case "no-answer" -> values.put("made", String.valueOf(random.nextBoolean()));
      case "kill-operator" -> {
        SimulatedOperator.KillPoint[] points = SimulatedOperator.KillPoint.values();
        values.put("when", points[random.nextInt(points.length)].name());
      }
      case "skew-clock" -> values.put("by", random.nextInt(21) - 10);
      default -> {}
    }
    double most = SHORT_TIMES.contains(kind) ? 30 : 120;
    values.put("for", Math.round(10 * (1 + random.nextDouble() * most)) / 10.0);
    return values;
  }
}
