package dev.sluice.messages;

/** What the operator misses in the cluster before it can start, for its log and /readyz. */
public final class PrerequisiteMessages {
  private PrerequisiteMessages() {}

  public static String otherInstallation(String object, String other, String own) {
    return ("%s belongs to another installation of Sluice, %s; this one, %s, changes nothing. Give"
            + " each installation its own namespaces. If %s is gone, remove the annotation"
            + " sluice.dev/installation from the object")
        .formatted(object, other, own, other);
  }

  public static String orphanFound(String deployment) {
    return ("Its objects are there and it does not exist; unless it is created again, they are"
            + " removed in order in a minute (Deployment %s)")
        .formatted(deployment);
  }

  public static String orphanRemoved(String service) {
    return ("The CanaryRelease does not exist any more; its route and subsets were removed, and"
            + " requests go to every ready pod of Service %s")
        .formatted(service);
  }

  public static String notChecked() {
    return "The cluster is not checked yet";
  }

  public static String apiServerUnavailable(String detail) {
    return "The API server does not answer: " + detail;
  }

  public static String crdNotInstalled(String crd) {
    return "CRD %s is not installed; install the Sluice chart".formatted(crd);
  }

  /** The schema is empty if the CRD has no number of it. */
  public static String crdTooOld(String crd, String schema, int needed) {
    return "CRD %s has %s, this operator needs schema %d; upgrade it with the chart"
        .formatted(crd, schema.isEmpty() ? "no schema number" : "schema " + schema, needed);
  }

  public static String operatorTooOld(String crd, int needed, int schema) {
    return "CRD %s needs an operator of schema %d, this one has %d; upgrade the operator"
        .formatted(crd, needed, schema);
  }

  public static String kindNotServed(String kind, String apiVersion) {
    return "%s %s is not served; install Istio".formatted(kind, apiVersion);
  }
}
