package dev.sluice.lifecycle;

import dev.sluice.lifecycle.StageColumn.AppliedWhen;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Pods that take longer than usual to become ready, and why. */
public final class LatePods {
  private static final Duration USUAL = Duration.ofSeconds(20);

  private LatePods() {}

  /** The Deployment whose pods are late; its pods are asked for the cause. */
  public static Optional<DeploymentView> of(Turn turn) {
    return awaited(turn).filter(pods -> !turn.now().isBefore(due(turn)));
  }

  /** When the pods that the stage waits for are late. */
  public static Optional<Instant> dueAt(Turn turn) {
    return awaited(turn).map(pods -> due(turn)).filter(turn.now()::isBefore);
  }

  private static Instant due(Turn turn) {
    return turn.state().position().enteredAt().plus(USUAL);
  }

  private static Optional<DeploymentView> awaited(Turn turn) {
    Optional<DeploymentView> pods =
        switch (turn.stage()) {
          case PENDING, ROLLING_OUT -> turn.deployment();
          default ->
              turn.stage().until() == AppliedWhen.CANARY_COMPLETE
                  ? turn.canary()
                  : turn.stage().until() == AppliedWhen.STABLE_COMPLETE
                      ? turn.deployment()
                      : Optional.empty();
        };
    return pods.filter(users -> !users.complete() && users.replicas() > 0);
  }

  /** Why they are late, as far as Kubernetes says it. */
  public static Optional<String> cause(Turn turn) {
    return of(turn).flatMap(pods -> pods.replicaFailure().or(() -> turn.observed().podCause()));
  }

  /** A message with the cause after it. */
  public static String withCause(Turn turn, String message) {
    return cause(turn).map(cause -> withoutStop(message) + "; " + cause).orElse(message);
  }

  /** Kubernetes ends its own messages with one. */
  private static String withoutStop(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
