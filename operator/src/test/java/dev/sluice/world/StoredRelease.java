package dev.sluice.world;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.ReleaseRef;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.lifecycle.ReleaseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The CanaryRelease as the API server has it. */
final class StoredRelease {
  static final String NAMESPACE = "shop";
  static final String NAME = "users";

  private CanaryReleaseSpec spec;
  private CanaryReleaseStatus status;
  private long generation = 1;
  private long version = 1;
  private List<ActionRequest> actions = List.of();
  private boolean deleting;
  private boolean gone;
  private String knownCheckpoint;
  private Optional<ReleaseState> known = Optional.empty();

  StoredRelease(CanaryReleaseSpec spec) {
    this.spec = spec;
  }

  CanaryReleaseSpec spec() {
    return spec;
  }

  CanaryReleaseStatus status() {
    return status;
  }

  long generation() {
    return generation;
  }

  /** Rises with every write, of the status too. */
  long version() {
    return version;
  }

  boolean deleting() {
    return deleting;
  }

  /** Whether its finalizer was removed. */
  boolean gone() {
    return gone;
  }

  ReleaseRef ref() {
    return new ReleaseRef(NAMESPACE, NAME, "sluice-system/sluice", "users", "users");
  }

  void edit(CanaryReleaseSpec next) {
    spec = next;
    generation++;
    version++;
  }

  /** {@code sluice promote}, and so on: the annotation names the newest revision. */
  void order(ReleaseAction action, long revision) {
    List<ActionRequest> all = new ArrayList<>(actions);
    all.removeIf(other -> other.action() == action);
    all.add(new ActionRequest(action, revision, revision + "/" + version, "kubectl"));
    actions = List.copyOf(all);
    version++;
  }

  List<ActionRequest> actions() {
    return actions;
  }

  void delete() {
    deleting = true;
    generation++;
    version++;
  }

  void finalized() {
    gone = true;
    version++;
  }

  /** A backup without the status is restored. */
  void loseStatus() {
    status = null;
    version++;
  }

  /** Writes the status, unless it was written since {@code decidedOn}. */
  boolean record(CanaryReleaseStatus next, long decidedOn) {
    if (decidedOn != version) {
      return false;
    }
    status = next;
    version++;
    return true;
  }

  /** What the recorded checkpoint says. */
  ReleaseState state(Instant now) {
    String checkpoint = status == null ? null : status.checkpoint();
    if (!Objects.equals(checkpoint, knownCheckpoint)) {
      knownCheckpoint = checkpoint;
      known = JsonCheckpointCodec.INSTANCE.read(checkpoint).map(CheckpointCodec.Checkpoint::state);
    }
    return known.orElseGet(() -> ReleaseState.fresh(now));
  }
}
