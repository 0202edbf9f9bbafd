package dev.sluice.lifecycle;

/**
 * Where a release stands. Each stage has at most one change to make in the cluster; it is left when
 * that change is seen in place and what it must wait for has come. {@link ReleaseLifecycle} is the
 * order.
 */
public enum Stage {
  // Adoption: from a Deployment that stands by itself to one that Sluice routes to.
  /** Not adopted: waits for a complete Deployment. */
  PENDING,
  /** The Deployment gets the label by which the admission policy knows it. */
  LABELLING,
  /** DestinationRule with both subsets; nobody uses them yet. */
  SUBSETTING,
  /** VirtualService: all users to {@code stable}. */
  ROUTING,

  /** Nothing in progress. {@code stable} is the whole Service. */
  RESTING,
  /** The Deployment is paused though its template is the stable one: let it go on. */
  RESUMING,

  // Forward: from a new template to users on the canary.
  /** {@code stable} is pinned to the pods that users have now, before a canary pod exists. */
  PINNING,
  /** The canary Deployment is made and comes up, without users. */
  STARTING,
  /** The canary gets the pods that its next weight needs. */
  SCALING,
  /** The canary has its step's weight and is judged. */
  STEPPING,

  // Promotion: users are on the proven canary while the Deployment takes its template.
  /** The Deployment is unpaused, if and only if its template is the proven one. */
  UNPAUSING,
  /** Kubernetes' own rolling update, with no user on it. */
  ROLLING,
  /** {@code stable} is pointed at the Deployment's new pods, which have no users yet. */
  REPOINTING,
  /** Users go to the new stable pods in ramps; those pods are judged. */
  HANDING_BACK,
  /** The new stable pods failed: users are back on the canary for a while. */
  RETURNED,
  /** All users are on the new stable pods; the canary drains, and still stands. */
  SETTLING,
  /** The canary Deployments are deleted. */
  REMOVING,

  // Backward: users return to the stable pods.
  /** The canary has weight 0 and drains. */
  TAKING_BACK,
  /** The canary goes to no pods (rejected: kept as the record of its template) or is deleted. */
  CLEARING,

  // A newer template in the middle of a promotion: the proven canary takes the stable's place.
  /**
   * {@code stable} is pointed at the proven canary, which has all users through the other subset.
   */
  REBASING,
  /** All users to {@code stable}, which is the proven canary. */
  REROUTING,

  /** {@code stable} is the whole Service again. */
  LETTING_GO,

  // Deletion of the CanaryRelease.
  /** The VirtualService goes first. */
  UNROUTING,
  /** Then the DestinationRule. */
  UNSUBSETTING,
  /** Then the Deployment's label, canaries that are left, security objects when asked. */
  UNLABELLING,
  /** Nothing of Sluice is left. */
  GONE,

  /** The state was lost: what runs is looked at before anything moves. */
  RECOVERING;

  /** Between the first sight of a new template and the promotion. */
  public boolean forward() {
    return this == PINNING || this == STARTING || this == SCALING || this == STEPPING;
  }

  /** After the last decision to go forward, before the release's end. */
  public boolean promoting() {
    return switch (this) {
      case UNPAUSING, ROLLING, REPOINTING, HANDING_BACK, RETURNED, SETTLING, REMOVING -> true;
      default -> false;
    };
  }

  public boolean adopting() {
    return this == PENDING || this == LABELLING || this == SUBSETTING || this == ROUTING;
  }

  public boolean leaving() {
    return this == UNROUTING || this == UNSUBSETTING || this == UNLABELLING || this == GONE;
  }
}
