package dev.sluice.messages;

/** What the operator misses in the cluster before it can start, for its log and /readyz. */
public final class PrerequisiteMessages {
  private PrerequisiteMessages() {}

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
