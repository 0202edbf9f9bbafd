package dev.sluice.workload;

import dev.sluice.common.ReleaseRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** Labels, annotations and names by which Sluice marks what it manages. */
public final class Labels {
  private Labels() {}

  /** Of all labels and annotations of Sluice. */
  public static final String PREFIX = "sluice.dev/";

  /** On the user's Deployment: the admission policy pauses it in the write that changes it. */
  public static final String MANAGED = "sluice.dev/managed";

  /**
   * Annotation of the user's Deployment: with the value {@code true} neither Sluice nor the
   * admission policy changes anything.
   */
  public static final String UNMANAGED = PREFIX + "unmanaged";

  /** On canary pods and Deployments: which side of a release they are on. */
  public static final String TRACK = "sluice.dev/track";

  /** The only value of {@link #TRACK}. */
  public static final String CANARY = "canary";

  /** On canary pods and Deployments: the revision of the CanaryRelease that they run. */
  public static final String REVISION = "sluice.dev/revision";

  /** On what Sluice owns: the name of the CanaryRelease. */
  public static final String RELEASE = "sluice.dev/release";

  /** On what Sluice applies: a digest of what it last applied, to notice what it must take away. */
  public static final String APPLIED = "sluice.dev/applied";

  /** Annotation of what Sluice owns: the installation that manages it. */
  public static final String INSTALLATION = PREFIX + "installation";

  /** Annotation of what Sluice owns: the Deployment that is released. */
  public static final String DEPLOYMENT = PREFIX + "deployment";

  /** Annotation of what Sluice owns: the Service whose requests are moved. */
  public static final String SERVICE = PREFIX + "service";

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String SLUICE = "sluice";
  public static final String VERSION = "app.kubernetes.io/version";

  /** Set by the Deployment controller on each ReplicaSet and its pods. */
  public static final String POD_TEMPLATE_HASH = "pod-template-hash";

  /** Annotations by which an object is found when its CanaryRelease is gone. */
  public static Map<String, Object> origin(ReleaseRef release) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    if (!release.installation().isEmpty()) {
      annotations.put(INSTALLATION, release.installation());
    }
    annotations.put(DEPLOYMENT, release.deployment());
    annotations.put(SERVICE, release.service());
    return annotations;
  }

  /** The Deployment that runs {@code revision} of the release of {@code deployment}. */
  public static String canary(String deployment, long revision) {
    return canaries(deployment) + revision;
  }

  /** What the names of all canaries of {@code deployment} begin with; a revision follows. */
  public static String canaries(String deployment) {
    return deployment + "-canary-";
  }
}
