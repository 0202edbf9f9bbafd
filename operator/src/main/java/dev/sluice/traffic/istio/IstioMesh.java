package dev.sluice.traffic.istio;

import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.PolicyRenderer;
import java.util.ArrayList;
import java.util.List;

/** Istio, as Sluice uses it: the router, and the renderer of each policy. */
public final class IstioMesh {
  /** With every policy and Istio's default root namespace. Stateless and shared. */
  public static final Mesh INSTANCE = of("istio-system", true);

  private IstioMesh() {}

  /**
   * The mesh of an installation.
   *
   * @param rootNamespace whose policies hold for the whole mesh: {@code rootNamespace} of Istio's
   *     mesh configuration
   * @param limitsRates whether rate limits are written, which needs a separate right
   */
  public static Mesh of(String rootNamespace, boolean limitsRates) {
    List<PolicyRenderer> renderers = new ArrayList<>();
    renderers.add(new PeerAuthenticationRenderer());
    renderers.add(new RequestAuthenticationRenderer());
    renderers.add(new AuthorizationPolicyRenderer());
    if (limitsRates) {
      renderers.add(new RateLimitRenderer());
    }
    return new Mesh(
        new IstioRouter(), renderers, new IstioMutualTls(rootNamespace), new IstioGateways());
  }
}
