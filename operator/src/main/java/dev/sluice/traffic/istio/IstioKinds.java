package dev.sluice.traffic.istio;

import dev.sluice.common.ResourceKind;

/** The kinds of Istio that Sluice writes or reads. */
final class IstioKinds {
  static final ResourceKind VIRTUAL_SERVICE =
      new ResourceKind("networking.istio.io", "v1", "VirtualService", "virtualservices");
  static final ResourceKind DESTINATION_RULE =
      new ResourceKind("networking.istio.io", "v1", "DestinationRule", "destinationrules");
  static final ResourceKind PEER_AUTHENTICATION =
      new ResourceKind("security.istio.io", "v1", "PeerAuthentication", "peerauthentications");
  static final ResourceKind REQUEST_AUTHENTICATION =
      new ResourceKind(
          "security.istio.io", "v1", "RequestAuthentication", "requestauthentications");
  static final ResourceKind AUTHORIZATION_POLICY =
      new ResourceKind("security.istio.io", "v1", "AuthorizationPolicy", "authorizationpolicies");

  /** There is no version v1 of it. */
  static final ResourceKind ENVOY_FILTER =
      new ResourceKind("networking.istio.io", "v1alpha3", "EnvoyFilter", "envoyfilters");

  /** Never written. */
  static final ResourceKind GATEWAY =
      new ResourceKind("networking.istio.io", "v1", "Gateway", "gateways");

  private IstioKinds() {}
}
