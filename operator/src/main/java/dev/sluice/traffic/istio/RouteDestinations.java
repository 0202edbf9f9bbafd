package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where a VirtualService sends requests, or copies of them. */
final class RouteDestinations {
  private static final List<String> PROTOCOLS = List.of("http", "tls", "tcp");

  private RouteDestinations() {}

  /**
   * One destination.
   *
   * @param host as it is written
   * @param subset empty where the destination is the whole host
   */
  record RouteDestination(String host, String subset) {}

  /**
   * All of them: of HTTP, TLS and TCP routes, and of mirrors.
   *
   * @param spec of a VirtualService
   */
  static List<RouteDestination> of(Map<String, Object> spec) {
    List<RouteDestination> destinations = new ArrayList<>();
    for (String protocol : PROTOCOLS) {
      for (Map<String, Object> rule : Unstructured.maps(spec, protocol)) {
        Stream.concat(
                Stream.of(Unstructured.map(rule, "mirror")),
                Stream.of("route", "mirrors")
                    .flatMap(list -> Unstructured.maps(rule, list).stream())
                    .map(target -> Unstructured.map(target, "destination")))
            .filter(destination -> !destination.isEmpty())
            .forEach(destination -> destinations.add(destination(destination)));
      }
    }
    return destinations;
  }

  private static RouteDestination destination(Map<String, Object> written) {
    return new RouteDestination(
        Unstructured.text(written, "host"), Unstructured.text(written, "subset"));
  }
}
