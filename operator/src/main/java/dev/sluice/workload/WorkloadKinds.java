package dev.sluice.workload;

import dev.sluice.common.ResourceKind;
import java.util.List;

/** Kubernetes' own kinds that Sluice reads or writes. */
public final class WorkloadKinds {
  public static final ResourceKind DEPLOYMENT =
      new ResourceKind("apps", "v1", "Deployment", "deployments");
  public static final ResourceKind REPLICA_SET =
      new ResourceKind("apps", "v1", "ReplicaSet", "replicasets");
  public static final ResourceKind SERVICE = new ResourceKind("", "v1", "Service", "services");
  public static final ResourceKind ENDPOINT_SLICE =
      new ResourceKind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");
  public static final ResourceKind AUTOSCALER =
      new ResourceKind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers");

  /** All of them. */
  public static final List<ResourceKind> ALL =
      List.of(DEPLOYMENT, REPLICA_SET, SERVICE, ENDPOINT_SLICE, AUTOSCALER);

  private WorkloadKinds() {}
}
