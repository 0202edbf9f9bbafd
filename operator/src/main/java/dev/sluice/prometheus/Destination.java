package dev.sluice.prometheus;

/** A workload as Istio's metrics name it: a Deployment and its namespace. */
record Destination(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
