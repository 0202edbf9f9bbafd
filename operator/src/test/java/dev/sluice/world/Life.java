package dev.sluice.world;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One life of a CanaryRelease: adopted, then disturbed by a timeline, then left alone until a last
 * good version is served by everything, or until nothing is left of it.
 *
 * @param seed of what the timeline leaves open: delays, and when pods become ready
 * @param spec name of the spec that it begins with
 * @param replicas of the Deployment at first
 * @param timeline in order of time
 */
record Life(long seed, String spec, int replicas, List<Disturbance> timeline) {
  /** The version that everything must run in the end. */
  private static final String LAST = "9.0";

  private static final Duration ADOPTION = Duration.ofMinutes(2);

  /** The longest that anything waits for: a proof without traffic, three returns. */
  private static final Duration PATIENCE = Duration.ofHours(3);

  /** The longest until a stage that a disturbance belongs to. */
  private static final Duration PATIENCE_FOR_STAGES = Duration.ofMinutes(10);

  /** After the last disturbance, before the last version is released. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  Life {
    timeline = timeline.stream().sorted(Comparator.comparing(Disturbance::at)).toList();
  }

  /** The same life with another timeline. */
  Life with(List<Disturbance> disturbances) {
    return new Life(seed, spec, replicas, disturbances);
  }

  /**
   * How a life went.
   *
   * @param broken the invariant that was broken, or empty
   * @param turns decisions that were made and checked
   * @param lost requests that no ready pod answered
   * @param weights of the route, each time that it was written with another one
   * @param stages in the order in which they were entered
   * @param history releases that have ended, as far as the status keeps them
   * @param disturbedAt how often each kind of disturbance came in each stage
   */
  record LifeOutcome(
      String broken,
      int turns,
      double lost,
      List<Integer> weights,
      List<Stage> stages,
      List<String> history,
      Map<Stage, Map<String, Integer>> disturbedAt,
      List<String> story) {
    boolean isWhole() {
      return broken.isEmpty();
    }
  }

  /** Lives it. */
  LifeOutcome live(PlantedFault plant) {
    Map<Stage, Map<String, Integer>> disturbedAt = new TreeMap<>();
    World world = null;
    String broken = "";
    try {
      world = new World(seed, SpecVariants.named(spec), replicas, plant);
      live(world, disturbedAt);
    } catch (WorldInvariants.Broken e) {
      broken = e.getMessage();
    } catch (RuntimeException | AssertionError e) {
      StackTraceElement[] trace = e.getStackTrace();
      broken = e + (trace.length == 0 ? "" : " at " + trace[0]);
    }
    return world == null
        ? new LifeOutcome(broken, 0, 0, List.of(), List.of(), List.of(), disturbedAt, List.of())
        : new LifeOutcome(
            broken,
            world.turns(),
            world.traffic().lostSinceAdoption(),
            List.copyOf(world.weights()),
            List.copyOf(world.invariants().stages()),
            history(world),
            disturbedAt,
            new ArrayList<>(world.story()));
  }

  /** The releases that have ended, the oldest first, each as {@code version outcome reason}. */
  private static List<String> history(World world) {
    List<String> entries = new ArrayList<>();
    if (world.release().status() != null && world.release().status().history() != null) {
      world
          .release()
          .status()
          .history()
          .forEach(
              entry ->
                  entries.add(
                      0, "%s %s %s".formatted(entry.version(), entry.outcome(), entry.reason())));
    }
    return entries;
  }

  private void live(World world, Map<Stage, Map<String, Integer>> disturbedAt) {
    for (Disturbance disturbance : timeline) {
      disturbance
          .stage()
          .ifPresent(stage -> world.whenIn(stage, () -> disturb(world, disturbance, disturbedAt)));
    }
    boolean adopts = world.awaitsStages() && disturbsAdoption();
    boolean adopted = world.runUntil(() -> isAt(world, Phase.Stable), ADOPTION);
    require(adopted || adopts, world, "it is not adopted");
    world.traffic().adopted();
    Duration end = Duration.ZERO;
    for (Disturbance disturbance : timeline) {
      if (disturbance.stage().isEmpty()) {
        end = disturbance.at().compareTo(end) > 0 ? disturbance.at() : end;
        disturb(world, disturbance, disturbedAt);
      }
    }
    world.run(end);
    world.runUntil(() -> !world.awaitsStages(), PATIENCE_FOR_STAGES);
    world.run(QUIET);
    world.heal();
    if (world.release().deleting()) {
      waitForDeletion(world);
    } else {
      settleOnLastVersion(world);
    }
  }

  private boolean disturbsAdoption() {
    return timeline.stream()
        .flatMap(disturbance -> disturbance.stage().stream())
        .anyMatch(stage -> stage.in(Section.ADOPTION));
  }

  private static void disturb(
      World world, Disturbance disturbance, Map<Stage, Map<String, Integer>> disturbedAt) {
    world.after(
        disturbance.at(),
        () -> {
          disturbedAt
              .computeIfAbsent(world.state().stage(), none -> new TreeMap<>())
              .merge(disturbance.what(), 1, Integer::sum);
          Disturbances.apply(world, disturbance);
        });
  }

  /** It may wait for pods that can take the requests of the canary: a version that starts. */
  private static void waitForDeletion(World world) {
    world.runUntil(() -> world.release().gone() || isStalled(world), PATIENCE);
    if (!world.release().gone()) {
      Disturbances.apply(world, new Disturbance(Duration.ZERO, "scale", Map.of("replicas", 3)));
      release(world, LAST);
      world.runUntil(() -> world.release().gone(), QUIET);
    }
    if (!world.release().gone() && world.state().stable().selector().onCanary()) {
      // The way out that the message names.
      world.mended(world.state().stable().version());
      release(world, world.state().stable().version());
    }
    require(world.runUntil(() -> world.release().gone(), PATIENCE), world, "it is not deleted");
  }

  private static void release(World world, String version) {
    Disturbances.apply(
        world, new Disturbance(Duration.ZERO, "release", Map.of("version", version)));
  }

  private static void settleOnLastVersion(World world) {
    Disturbances.apply(world, new Disturbance(Duration.ZERO, "edit-spec", Map.of("spec", "short")));
    Disturbances.apply(world, new Disturbance(Duration.ZERO, "scale", Map.of("replicas", 3)));
    release(world, LAST);
    for (int orders = 0; orders < 3 && !isSettled(world); orders++) {
      world.runUntil(() -> isSettled(world) || isStalled(world), PATIENCE);
      if (isStalled(world)) {
        // The way out that the message names.
        String action = world.state().stage() == Stage.SHIFT_FAILED ? "retry" : "promote";
        Disturbances.apply(world, new Disturbance(Duration.ZERO, action, Map.of()));
        world.run(QUIET);
      }
    }
    boolean settled = world.runUntil(() -> isSettled(world), PATIENCE);
    require(settled, world, "the last version is not served by everything");
  }

  private static boolean isStalled(World world) {
    return Optional.ofNullable(world.release().status()).stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(
            condition ->
                condition.type().equals("Stalled")
                    && condition.status().equals("True")
                    && (world.state().isReleasing()
                        || world.state().stage() == Stage.ROLLOUT_INTERRUPTED
                        || world.state().stage() == Stage.RECOVERING));
  }

  private static boolean isAt(World world, Phase phase) {
    return world.release().status() != null && world.release().status().phase() == phase;
  }

  private static boolean isSettled(World world) {
    return isAt(world, Phase.Stable)
        && world.state().stage() == Stage.IDLE
        && LAST.equals(world.release().status().stable().version())
        && world.cluster().canaries().isEmpty()
        && world.cluster().deployment().filter(DeploymentView::complete).isPresent()
        && world.cluster().proxies().routes().stream()
            .allMatch(route -> route.weight() == 0 && route.stable().isEmpty());
  }

  private static void require(boolean reached, World world, String otherwise) {
    if (!reached) {
      throw new WorldInvariants.Broken(
          "%s: stage %s, %s"
              .formatted(
                  otherwise,
                  world.state().stage(),
                  world.release().status() == null
                      ? "no status"
                      : world.release().status().message()));
    }
  }
}
