package dev.sluice.traffic.istio;

import dev.sluice.traffic.Mesh;
import java.util.List;

/** Istio, as Sluice uses it: the router, and the renderer of each policy. */
public final class IstioMesh {
  /** With Istio's default root namespace. Stateless and shared. */
  public static final Mesh INSTANCE = withRootNamespace("istio-system");

  private IstioMesh() {}

  /**
   * The same mesh.
   *
   * @param rootNamespace whose policies hold for the whole mesh: {@code rootNamespace} of Istio's
   *     mesh configuration
   */
  public static Mesh withRootNamespace(String rootNamespace) {
    return new Mesh(
        new IstioRouter(),
        List.of(
            new PeerAuthenticationRenderer(),
            new RequestAuthenticationRenderer(),
            new AuthorizationPolicyRenderer()),
        new IstioMutualTls(rootNamespace),
        new IstioGateways());
  }
}
