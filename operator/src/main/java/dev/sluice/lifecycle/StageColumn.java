package dev.sluice.lifecycle;

import dev.sluice.traffic.Tier;
import java.time.Duration;
import java.util.Optional;

/** The columns of the table of stages. */
public final class StageColumn {
  private StageColumn() {}

  /** The part of a release's life that a stage belongs to. */
  public enum Section {
    ADOPTION,
    REST,
    STEPS,
    PROMOTION,
    INTERRUPTION,
    ROLLBACK,
    UNPINNING,
    REMOVAL,
    RECOVERY
  }

  /** What a stage writes or removes of the objects that Sluice owns. */
  public enum Writes {
    /** No object is touched. */
    NOTHING(false, null),
    /** The Deployment's label alone. */
    LABEL(false, null),
    /** Objects up to the subsets. */
    SUBSETS(false, Tier.DESTINATIONS),
    /** All objects. */
    ALL(false, Tier.STEP_EXTRAS),
    /** The route is removed. */
    NO_ROUTE(true, Tier.DESTINATIONS),
    /** The subsets are removed too. */
    NO_SUBSETS(true, Tier.AUTHORIZATION),
    /** The Deployment's label, canaries that are left, and policies when asked. */
    NO_LABEL(true, Tier.AUTHORIZATION);

    private final boolean removal;
    private final Tier last;

    Writes(boolean removal, Tier last) {
      this.removal = removal;
      this.last = last;
    }

    /** Whether objects of later tiers are removed; otherwise objects of these tiers are written. */
    public boolean isRemoval() {
      return removal;
    }

    /** Whether objects of this tier are there in the stage. */
    public boolean includes(Tier tier) {
      return last != null && tier.compareTo(last) <= 0;
    }
  }

  /** Which pods the subset {@code stable} selects. */
  public enum Pin {
    /** The whole Service. */
    OPEN,
    /** The stable revision's pods. */
    PINNED,
    /** The whole Service, or the canary that serves after an interrupted promotion. */
    AT_REST
  }

  /** Whether the Deployment is paused. */
  public enum Pause {
    /** As it is. */
    AS_IS,
    PAUSED,
    RESUMED
  }

  /** What becomes of the canary Deployments. */
  public enum CanaryPods {
    /** They stay as they are. */
    KEEP,
    /** The one of the release grows as the Deployment and the step need. */
    GROW,
    /** A rejected one goes to 0 pods, as the record of its template; any other is deleted. */
    STOP,
    /** A rejected one stays while the Deployment asks for its template; any other is deleted. */
    RECORD,
    /** They are deleted. */
    DELETE
  }

  /** What a stage waits for before it is applied, beside its writes. */
  public enum AppliedWhen {
    WRITTEN,
    /** Every pod of the canary is available, and an endpoint. */
    CANARY_COMPLETE,
    /** Every pod of the stable version is available. */
    STABLE_COMPLETE,
    /** No canary pod is a ready endpoint of the Service any more. */
    CANARY_GONE
  }

  /** How long a stage lasts at least once it is applied. */
  public enum StageTime {
    AT_ONCE,
    PROPAGATION,
    DRAIN,
    /** As long as the canary must have been complete before it gets requests. */
    WARM_UP,
    /** The minimum of the step. */
    STEP,
    /** The time before a failed shift is tried again. */
    RETRY
  }

  /** How long a stage may last before a condition reports that it is late. */
  public enum StageLimit {
    /** The policy's timeouts or the Deployment's deadline apply. */
    NEVER(null),
    /** A side without ready pods. */
    OUTAGE(Duration.ofMinutes(2)),
    /** All that takes seconds. */
    LATE(Duration.ofMinutes(10));

    private final Duration time;

    StageLimit(Duration time) {
      this.time = time;
    }

    /** Empty if the stage has no limit. */
    public Optional<Duration> time() {
      return Optional.ofNullable(time);
    }
  }

  /** Whose requests are measured and judged. */
  public enum Judged {
    NOBODY,
    /** The canary's, as soon as it has some: its baseline is learned already. */
    CANARY_SOON,
    CANARY,
    /** Those of the Deployment's new pods, beside the canary. */
    DEPLOYMENT
  }

  /** What a stage does while a violation stands, when nothing else in the mesh changes. */
  public enum Blocked {
    STOPS,
    /** It continues: it moves requests to safety, or removes Sluice. */
    GOES_ON,
    /** It continues when the release is not to be promoted. */
    GOES_ON_IF_ENDING
  }

  /** The first thing that happens when the CanaryRelease is deleted in a stage. */
  public enum Deleted {
    /** The stage is finished as without the deletion. */
    FINISH,
    ROLL_BACK,
    REMOVE_ROUTE,
    REMOVE_LABEL
  }
}
