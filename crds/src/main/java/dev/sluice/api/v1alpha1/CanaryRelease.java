package dev.sluice.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

@Group("sluice.dev")
@Version("v1alpha1")
@ShortNames("crel")
@Categories("sluice")
public class CanaryRelease extends CustomResource<CanaryReleaseSpec, CanaryReleaseStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
