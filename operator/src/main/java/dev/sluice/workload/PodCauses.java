package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why pods are not ready, in the words of Kubernetes. The text stays the same while a pod goes
 * through its restarts and back-offs, so that it changes no status.
 */
public final class PodCauses {
  private static final int LONGEST = 500;

  /** What a container waits for in any start. */
  private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing");

  /** Two words for one thing, by turns. */
  private static final Set<String> IMAGE = Set.of("ErrImagePull", "ImagePullBackOff");

  private static final String CRASH_LOOP = "CrashLoopBackOff";

  private PodCauses() {}

  /** The cause that says most among those of the pods; empty where nothing is said. */
  public static Optional<String> of(List<Map<String, Object>> pods) {
    return pods.stream()
        .filter(pod -> Unstructured.at(pod, "metadata", "deletionTimestamp").isEmpty())
        .filter(pod -> !"True".equals(condition(pod, "Ready", "status")))
        .sorted(Comparator.comparing(PodCauses::name))
        .flatMap(pod -> causes(pod).stream())
        .min(Comparator.comparingInt(Cause::rank))
        .map(Cause::text)
        .map(text -> text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...");
  }

  /**
   * One cause.
   *
   * @param rank the lower, the more it says
   */
  private record Cause(int rank, String text) {}

  private static List<Cause> causes(Map<String, Object> pod) {
    List<Cause> causes = new ArrayList<>();
    if ("False".equals(condition(pod, "PodScheduled", "status"))) {
      causes.add(
          new Cause(
              0,
              "pod %s is not scheduled: %s"
                  .formatted(name(pod), condition(pod, "PodScheduled", "message"))));
    }
    for (String kind : List.of("initContainerStatuses", "containerStatuses")) {
      Unstructured.maps(pod, "status", kind).stream()
          .filter(container -> !Unstructured.flag(container, "ready"))
          .flatMap(container -> cause(where(pod, container), container).stream())
          .forEach(causes::add);
    }
    return causes;
  }

  private static Optional<Cause> cause(String where, Map<String, Object> container) {
    String waiting = Unstructured.text(container, "state", "waiting", "reason");
    if (IMAGE.contains(waiting)) {
      String image = Unstructured.text(container, "image");
      return Optional.of(
          new Cause(1, "%s cannot pull its image %s (ImagePullBackOff)".formatted(where, image)));
    }
    if (!waiting.isEmpty() && !waiting.equals(CRASH_LOOP) && !USUAL.contains(waiting)) {
      String message = Unstructured.text(container, "state", "waiting", "message");
      return Optional.of(new Cause(1, "%s waits: %s: %s".formatted(where, waiting, message)));
    }
    Optional<Map<String, Object>> ended = ended(container);
    if (ended.isPresent()) {
      return Optional.of(new Cause(2, "%s ends with %s".formatted(where, end(ended.get()))));
    }
    return Unstructured.at(container, "state", "running").isPresent()
        ? Optional.of(new Cause(3, where + " runs and is not ready"))
        : Optional.empty();
  }

  /** How the container ended, now or before its last start. */
  private static Optional<Map<String, Object>> ended(Map<String, Object> container) {
    for (String state : List.of("state", "lastState")) {
      Map<String, Object> ended = Unstructured.map(container, state, "terminated");
      if (!ended.isEmpty() && !"Completed".equals(ended.get("reason"))) {
        return Optional.of(ended);
      }
    }
    return Optional.empty();
  }

  private static String end(Map<String, Object> ended) {
    return "exit code %d (%s)"
        .formatted(Unstructured.number(ended, 0, "exitCode"), Unstructured.text(ended, "reason"));
  }

  private static String where(Map<String, Object> pod, Map<String, Object> container) {
    return "container %s of pod %s".formatted(Unstructured.text(container, "name"), name(pod));
  }

  private static String name(Map<String, Object> pod) {
    return Unstructured.text(pod, "metadata", "name");
  }

  private static String condition(Map<String, Object> pod, String type, String field) {
    return Unstructured.maps(pod, "status", "conditions").stream()
        .filter(condition -> type.equals(Unstructured.text(condition, "type")))
        .map(condition -> Unstructured.text(condition, field))
        .findFirst()
        .orElse("");
  }
}
