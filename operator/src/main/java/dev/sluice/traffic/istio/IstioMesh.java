package dev.sluice.traffic.istio;

import dev.sluice.traffic.Mesh;
import java.util.List;

/** Istio, as Sluice uses it: the router, and the renderer of each policy. */
public final class IstioMesh {
  /** Stateless and shared. */
  public static final Mesh INSTANCE =
      new Mesh(
          new IstioRouter(),
          List.of(new PeerAuthenticationRenderer()),
          new IstioMutualTls("istio-system"));

  private IstioMesh() {}
}
