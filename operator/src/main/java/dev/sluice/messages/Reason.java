package dev.sluice.messages;

/**
 * The one-word reasons of events, conditions and {@code status.release.reason}. Programs may
 * compare them; {@code docs/reference/reasons.md} is made from this table.
 */
public enum Reason {
  // Conditions at rest
  Accepted("The CanaryRelease and everything that it refers to can be used."),
  Programmed("Routes, subsets and policies in the cluster are as they should be."),
  NotAdopted("The Deployment is not managed yet, or not any more."),
  NotManaged("The release asks for no policy of this kind."),
  NotProgrammed("The policy is not in the cluster yet, or not as it was sent."),
  Strict("Plaintext requests to the pods are refused."),
  Permissive("Plaintext requests to the pods are accepted beside mutual TLS."),
  MutualTlsOverridden(
      Severity.WARNING,
      "A PeerAuthentication other than Sluice's decides whether the pods accept plaintext requests.",
      "Do what the message says about that policy. Releases continue."),
  CallerTlsMismatch(
      Severity.WARNING,
      "A DestinationRule has callers send plaintext, or TLS without the mesh's certificates, to"
          + " pods that refuse it.",
      "Remove tls from the rule that the message names, or set the mode ISTIO_MUTUAL."),
  PlaintextCallers(
      Severity.WARNING,
      "Mutual TLS is not Strict yet: callers sent plaintext requests in the last minutes, and would"
          + " be refused.",
      "Add the callers that the message names to the mesh; Strict is set once they send no"
          + " plaintext."),
  PlaintextUnknown(
      Severity.WARNING,
      "Mutual TLS is not Strict yet: metrics do not show whether callers send plaintext requests.",
      "Check the operator's setting --prometheus-url and the Prometheus server."),
  MeshPolicyHidden(
      Severity.WARNING,
      "Whether the pods accept plaintext requests depends on policies of the whole mesh, and Sluice"
          + " does not watch their namespace.",
      "Set the mode in the policy that the message names."),
  NoRelease("There has been no release yet."),
  NoAnalysis("No version is being analyzed now."),
  Available("Prometheus answers, and the answers are fresh."),
  InProgress("A release is in progress."),

  // The spec and what it refers to
  InvalidSpec(
      Severity.WARNING,
      "A field of the spec has a value that cannot be used.",
      "Correct the field that the message names."),
  FieldRenamed(
      Severity.WARNING,
      "A stored object uses the former name of a field; its value still applies.",
      "Use the new name that the message gives, at the next edit."),
  DefaultMetricsReplaced(
      "The list of metrics replaces the default ones; what the message names is not analyzed."),
  ManagedElsewhere(
      Severity.WARNING,
      "Another installation of Sluice manages the objects of the CanaryRelease; this one changes"
          + " nothing.",
      "Give each installation its own namespaces. If the other one is gone, remove the annotation"
          + " sluice.dev/installation from the objects that it names."),
  OrphanFound(
      Severity.WARNING,
      "Objects of Sluice are there whose CanaryRelease does not exist. They are removed after a"
          + " minute.",
      "None. To keep the service managed, create the CanaryRelease again."),
  OrphanRemoved(
      Severity.WARNING,
      "Objects whose CanaryRelease did not exist were removed, requests first.",
      "None. Delete a CanaryRelease without removing its finalizer."),
  PolicyDisabled(
      Severity.WARNING,
      "The spec asks for a policy that this installation of Sluice has no right to write.",
      "Set the chart value that the message names, or remove the field."),
  TargetConflict(
      Severity.WARNING,
      "An older CanaryRelease manages the same Deployment.",
      "Delete one of the two."),
  ServiceConflict(
      Severity.WARNING,
      "An older CanaryRelease routes the same Service.",
      "Delete one of the two."),
  HostConflict(
      Severity.WARNING,
      "Another VirtualService or DestinationRule configures the Service's host.",
      "Remove the host from it."),
  NameConflict(
      Severity.WARNING,
      "An object of the name that Sluice would use exists and is not managed by Sluice.",
      "Rename that object or the CanaryRelease."),
  DeploymentNotFound(
      Severity.WARNING,
      "The Deployment does not exist.",
      "Create it, or correct spec.target.deployment."),
  DeploymentPaused(
      Severity.WARNING,
      "A field manager other than Sluice sets spec.paused of the Deployment.",
      "Remove spec.paused from that manifest; Sluice manages the field."),
  ServiceNotFound(
      Severity.WARNING, "The Service does not exist.", "Create it, or correct spec.service."),
  NoHttpPort(
      Severity.WARNING,
      "No port of the Service declares HTTP, so that Istio cannot split its requests.",
      "Name a port \"http\" or \"grpc\", or set its appProtocol."),
  Isolated("No path to the pods that Sluice does not route is known."),
  BypassRoute(
      Severity.WARNING,
      "Requests can reach the pods by a path that Sluice does not route, so that no weight keeps"
          + " them from a new version. No release starts; one that has passed no step is withdrawn,"
          + " any other is held.",
      "Close the path as the message says, or set spec.traffic.bypass to Accept."),
  BypassAccepted(
      "Requests can reach a new version by a path that Sluice does not route;"
          + " spec.traffic.bypass accepts that."),
  SelectorMismatch(
      Severity.WARNING,
      "The Service does not select the pods of the Deployment.",
      "Correct the Service's selector, or the labels of the pod template."),
  UnknownLatencyBucket(
      Severity.WARNING,
      "A latency limit is not a bucket of Istio's latency histogram.",
      "Use the bucket that the message names."),
  PausePolicyMissing(
      Severity.WARNING,
      "The admission policy that pauses a Deployment when its template changes is not in force.",
      "Install the chart cluster-wide, with pausePolicy.install=true."),

  // Adoption and what happens at rest
  Adopted("The Service is managed by Sluice from now on."),
  RolloutInterrupted(
      Severity.WARNING,
      "A rollout that Kubernetes began itself was paused in the middle by a change of the template:"
          + " there is not one version that could be returned to, so no release starts.",
      "Apply the stable template again, or run sluice promote: then Kubernetes finishes the rollout."),
  RolledOutWithoutRelease(
      Severity.WARNING,
      "The Deployment rolled out a template that was not released; it is now the stable version.",
      "Check why the pause policy did not hold the change back."),
  Recovered(
      Severity.WARNING,
      "The status was lost; what runs was identified and the release ends or continues from there.",
      "None. Restore CanaryReleases with their status if they are restored from a backup."),
  StateLost(
      Severity.WARNING,
      "The release ended because its recorded state was lost.",
      "Update the pod template to release again."),
  EvidenceLost(
      Severity.WARNING,
      "The recorded evidence cannot be read by this version of Sluice; the release learns it again.",
      "None. The chance of a false rollback is up to twice the configured one for this release."),
  Unmanaged(
      Severity.WARNING,
      "The Deployment has the annotation sluice.dev/unmanaged: Sluice writes nothing for it, and its"
          + " template changes are not paused.",
      "Remove the annotation; Sluice continues from what it observes then."),
  Managed("The annotation sluice.dev/unmanaged was removed; Sluice continues."),
  Repaired(
      Severity.WARNING,
      "An object that Sluice manages was modified or deleted by others and was restored.",
      "Make the change in the CanaryRelease."),
  PolicyApplied("A change of the spec was applied to an object."),

  // A release
  ReleaseStarted("A new pod template is being released."),
  StepStarted("The canary gets the exposure of a step."),
  StepPassed("The step's gate was passed."),
  StepResumed(
      "A step that was interrupted continues: a side that had no ready pod has all of its pods again,"
          + " or requests that reached no pod were not due to the canary."),
  NoBaseline(
      Severity.WARNING,
      "The stable version had no requests in the 30 minutes before the release, or a query failed.",
      "Check that the callers have a sidecar and that Prometheus scrapes them."),
  Held(
      Severity.WARNING,
      "The release does not continue for now; the message says why.",
      "None at first: it continues by itself once the cause is gone."),
  Resumed("The release continues."),
  Promoting("All steps passed; the Deployment takes over the released template."),
  ActionAccepted("An action that an annotation of the CanaryRelease asks for is carried out."),
  ActionRejected(
      Severity.WARNING,
      "An action does not fit what the release does; nothing was done.",
      "Check the revision in progress in status.release.revision, then set its annotation again."),
  PromotionResumed("A promotion that was interrupted continues."),
  ShiftingToStable("Requests return from the canary to the Deployment."),
  ShiftFailed(
      Severity.WARNING,
      "The Deployment's new pods failed; requests are back on the canary.",
      "Check the Deployment's pods. The return is tried three times; then retry begins again."),
  RollingBack(
      Severity.WARNING,
      "Requests return to the stable version.",
      "None: the route is already changing."),

  // Ends of a release
  Promoted("The released version receives all requests."),
  RolledBack(
      Severity.WARNING,
      "The stable version receives all requests again.",
      "Update the pod template to release again; sluice retry releases the same one."),
  Superseded("A newer pod template was applied."),
  Withdrawn("The stable pod template was applied again."),
  Deleted("The CanaryRelease is being deleted."),
  RolledBackByAction(
      Severity.WARNING,
      "A person ordered the rollback.",
      "Update the pod template to release again, or run sluice retry for the same template."),
  CanaryDeleted("The canary Deployment was deleted."),
  ScaledToZero(
      "The Deployment was scaled to 0 during the steps; its template is released when it has pods"
          + " again."),
  DeploymentRecreated(
      Severity.WARNING,
      "The Deployment was created again, or rolled out without a release; what it runs is now the"
          + " stable version.",
      "Update the Deployment in place: without kubectl replace --force, and without deleting it."),
  TemplateFlapping(
      Severity.WARNING,
      "Two releases ended before their promotion within 10 minutes; the next one starts 10 minutes"
          + " after the end of the first.",
      "Let one tool write the pod template; the message names the field managers that are known."),
  PromotionInterrupted(
      Severity.WARNING,
      "A newer pod template was applied during the promotion.",
      "None: requests stay on the verified canary and the newer template is released."),
  ErrorRateTooHigh(
      Severity.WARNING,
      "The canary fails more requests than the policy allows.",
      "Fix the new version and update the pod template."),
  ClientErrorRateTooHigh(
      Severity.WARNING,
      "The new version refused more requests than the stable one, with 4xx statuses or their gRPC"
          + " counterparts. A version that answers differently on purpose looks like a broken"
          + " one.",
      "Correct the version. If it is meant to refuse them, set mode: Observe for this metric and"
          + " run sluice retry."),
  AbandonedRateTooHigh(
      Severity.WARNING,
      "Callers gave up on the new version more often than on the stable one.",
      "Find out why the version does not answer in time, and correct it."),
  LatencyTooHigh(
      Severity.WARNING,
      "The canary is slower than the policy allows.",
      "Fix the new version and update the pod template."),
  MetricOutOfBounds(
      Severity.WARNING,
      "A metric of the user's own query was out of its bounds too often.",
      "Fix the new version and update the pod template."),
  CanaryUnavailable(
      Severity.WARNING,
      "The canary has no ready pods. The release ends the third time, or after two minutes.",
      "Check the canary's pods, then run sluice retry or update the pod template."),
  CanaryMayNotSchedule(
      Severity.WARNING,
      "The pod template has something that two pods on a node, or two versions, cannot share. The"
          + " release starts; its pods may stay Pending.",
      "Have a free node for each canary pod, or remove what the message names from the template."),
  CanaryNotReady(
      Severity.WARNING,
      "The canary's pods did not become ready within the Deployment's progress deadline.",
      "Check the canary's pods, then run sluice retry or update the pod template."),

  // Why a release is held
  DecisionFailed(
      Severity.WARNING,
      "Decisions fail because of an error in Sluice itself; a version in its steps gets no requests."
          + " They return when decisions succeed, but not the third time in one release.",
      "Report the error that the message names. Another version of Sluice continues the release;"
          + " sluice retry does too, once decisions succeed."),
  StableUnavailable(
      Severity.WARNING,
      "No pod of the stable version is ready; the canary receives what its pods can carry.",
      "Check the stable version's pods. The step continues once all of them are ready."),
  AutoscalerRunsAway(
      Severity.WARNING,
      "The autoscaler reached its maximum during the release. It counts the canary's pods too, and"
          + " idle ones raise some targets: memory, CPU with small requests, Value.",
      "Use a target of type AverageValue, or one that idle pods stay far below."),
  UnattributedFailures(
      Severity.WARNING,
      "In a step many requests failed before the callers' proxies had chosen a pod, so that the"
          + " metrics name no version for them. The canary got no requests for a while; where that"
          + " ended the failures, the release is rolled back.",
      "Look up the response flags in Envoy's documentation: UO means that connections or pending"
          + " requests reached a limit of the DestinationRule, UH that no healthy endpoint was left."),
  NoData(
      Severity.WARNING,
      "Prometheus gives no answer that can be relied on.",
      "Check the cause that the message names; spec.analysis.onNoData says what happens next."),
  NoTraffic(
      Severity.WARNING,
      "The canary receives no requests.",
      "Send requests; spec.analysis.onNoTraffic says what happens next."),
  TrafficDeficit(
      Severity.WARNING,
      "The canary receives far fewer requests than its weight.",
      "Check that its pods are in the mesh and match the subset's labels."),
  TrafficSurplus(
      Severity.WARNING,
      "The canary receives far more requests than its weight.",
      "Find the callers that reach its pods by another path than the Service's route, such as"
          + " addresses of pods or an EnvoyFilter."),
  SharedOutage(
      Severity.WARNING,
      "Both versions fail, so that the cause is shared.",
      "Repair the shared dependency."),
  HarmSuspected(
      Severity.WARNING,
      "There is evidence of harm: too much to advance, too little to roll back.",
      "None: more requests decide it."),
  Unproven("There is no hint of harm, and the canary is not verified for the next step yet."),
  Unjudged("Nothing was measured since the weight changed."),
  Proven("The canary is verified for the next step."),

  // Writes
  WriteRejected(
      Severity.WARNING,
      "The API server or an admission webhook rejected a write.",
      "Correct what the message names; the write is tried again."),
  ProxiesReject(
      Severity.WARNING,
      "During a release proxies anywhere in the mesh rejected configuration from istiod, by its"
          + " metric pilot_total_xds_rejects. A proxy that rejects a route keeps the one before.",
      "Look for rejects in istiod's log and correct the object that it names; often an EnvoyFilter."),
  ChangedByAdmission(
      Severity.WARNING,
      "The API server stored an object otherwise than Sluice sent it: an admission plugin of the"
          + " platform, or the schema of the kind, changed it.",
      "None if the fields do no harm. Exclude objects with the label"
          + " app.kubernetes.io/managed-by=sluice from that plugin; no release starts while a change"
          + " decides where requests go."),
  WriteFailed(
      Severity.WARNING,
      "A write got no answer, or an error that may pass.",
      "Check the API server; the write is tried again."),

  // Phases, as reasons of Ready, Reconciling and Stalled
  Pending("The Deployment is not adopted yet."),
  Stable("There is no release; the stable version receives all requests."),
  Releasing("The release goes through its steps."),
  Paused("spec.paused holds the release."),
  Blocked(
      Severity.WARNING,
      "Something refers to what cannot be used; the condition Accepted says what.",
      "Do what the condition Accepted says."),
  Recovering("The status was lost; no weight moves until what runs is identified."),
  Terminating("The CanaryRelease is being deleted.");

  /** How an event of this reason is shown. */
  public enum Severity {
    NORMAL,
    WARNING
  }

  private final Severity severity;
  private final String meaning;
  private final String remedy;

  Reason(String meaning) {
    this(Severity.NORMAL, meaning, "");
  }

  Reason(Severity severity, String meaning, String remedy) {
    this.severity = severity;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** The type of an event of this reason. */
  public Severity severity() {
    return severity;
  }

  /**
   * Whether pods that did not come up, or went, end a release of this reason: nothing was found
   * about what the version does with requests.
   */
  public boolean isInfrastructure() {
    return this == CanaryNotReady || this == CanaryUnavailable;
  }

  /** What is so, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What a person does about it, in one sentence; empty where nothing is to be done. */
  public String remedy() {
    return remedy;
  }
}
