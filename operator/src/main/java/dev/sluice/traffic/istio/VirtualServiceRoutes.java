package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.HttpMatch;
import dev.sluice.traffic.HttpMatch.MatchType;
import dev.sluice.traffic.HttpMatch.StringMatch;
import dev.sluice.traffic.Mirror;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The {@code http} list of a VirtualService: an exposure as Istio writes it, and read back. */
final class VirtualServiceRoutes {
  static final String STABLE = "stable";
  static final String CANARY = "canary";
  private static final String ROUTE = "sluice";
  private static final String MATCHED = "sluice-matched";
  private static final String MIRRORED = "sluice-mirrored";

  private VirtualServiceRoutes() {}

  /** First the matched requests, then those that are mirrored by method, then all others. */
  static List<Map<String, Object>> render(String host, Exposure exposure) {
    List<Map<String, Object>> http = new ArrayList<>();
    if (!exposure.matches().isEmpty()) {
      Map<String, Object> matched = route(MATCHED);
      matched.put("match", exposure.matches().stream().map(VirtualServiceRoutes::match).toList());
      matched.put("route", List.of(destination(host, CANARY, 100)));
      http.add(matched);
    }
    Optional<Mirror> byMethod = exposure.mirror().filter(mirror -> !mirror.methods().isEmpty());
    byMethod.ifPresent(
        mirror -> {
          Map<String, Object> mirrored = route(MIRRORED);
          mirrored.put(
              "match",
              mirror.methods().stream()
                  .map(method -> Map.<String, Object>of("method", Map.of("exact", method)))
                  .toList());
          mirrored.put("route", split(host, exposure.weight()));
          mirrored.put("mirrors", List.of(copies(host, mirror)));
          http.add(mirrored);
        });
    Map<String, Object> rest = route(ROUTE);
    rest.put("route", split(host, exposure.weight()));
    exposure
        .mirror()
        .filter(mirror -> byMethod.isEmpty())
        .ifPresent(mirror -> rest.put("mirrors", List.of(copies(host, mirror))));
    http.add(rest);
    return http;
  }

  private static Map<String, Object> route(String name) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("name", name);
    return route;
  }

  private static List<Map<String, Object>> split(String host, int weight) {
    return List.of(destination(host, STABLE, 100 - weight), destination(host, CANARY, weight));
  }

  private static Map<String, Object> destination(String host, String subset, int weight) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("destination", target(host, subset));
    route.put("weight", weight);
    return route;
  }

  private static Map<String, Object> target(String host, String subset) {
    Map<String, Object> destination = new LinkedHashMap<>();
    destination.put("host", host);
    destination.put("subset", subset);
    return destination;
  }

  private static Map<String, Object> copies(String host, Mirror mirror) {
    Map<String, Object> copies = new LinkedHashMap<>();
    copies.put("destination", target(host, CANARY));
    copies.put("percentage", Map.of("value", mirror.percent()));
    return copies;
  }

  private static Map<String, Object> match(HttpMatch match) {
    Map<String, Object> headers = new LinkedHashMap<>();
    match
        .headers()
        .forEach((name, value) -> headers.put(name, Map.of(value.type().field(), value.value())));
    return Map.of("headers", headers);
  }

  /** What the routes give the canary, also where others have edited them. */
  static Exposure observe(Map<String, Object> virtualService) {
    int weight = 0;
    List<HttpMatch> matches = new ArrayList<>();
    Optional<Mirror> mirror = Optional.empty();
    for (Map<String, Object> http : Unstructured.maps(virtualService, "spec", "http")) {
      List<Map<String, Object>> conditions = Unstructured.maps(http, "match");
      List<HttpMatch> byHeader = headerMatches(conditions);
      int share = canaryWeight(http);
      if (!byHeader.isEmpty() && share > 0) {
        matches.addAll(byHeader);
      } else {
        weight = Math.max(weight, share);
      }
      if (mirror.isEmpty()) {
        mirror = mirror(http, conditions);
      }
    }
    return new Exposure(Math.max(0, Math.min(100, weight)), matches, mirror);
  }

  private static int canaryWeight(Map<String, Object> http) {
    return Unstructured.maps(http, "route").stream()
        .filter(route -> CANARY.equals(Unstructured.text(route, "destination", "subset")))
        .mapToInt(route -> (int) Unstructured.number(route, 0, "weight"))
        .sum();
  }

  private static List<HttpMatch> headerMatches(List<Map<String, Object>> conditions) {
    List<HttpMatch> matches = new ArrayList<>();
    for (Map<String, Object> condition : conditions) {
      Map<String, StringMatch> headers = new TreeMap<>();
      Map<String, Object> named = Unstructured.map(condition, "headers");
      for (String header : named.keySet()) {
        for (MatchType type : MatchType.values()) {
          String value = Unstructured.text(named, header, type.field());
          if (!value.isEmpty()) {
            headers.put(header, new StringMatch(type, value));
          }
        }
      }
      if (!headers.isEmpty()) {
        matches.add(new HttpMatch(headers));
      }
    }
    return matches;
  }

  private static Optional<Mirror> mirror(
      Map<String, Object> http, List<Map<String, Object>> conditions) {
    List<String> methods =
        conditions.stream()
            .map(condition -> Unstructured.text(condition, "method", "exact"))
            .filter(method -> !method.isEmpty())
            .toList();
    return Unstructured.maps(http, "mirrors").stream()
        .filter(copies -> CANARY.equals(Unstructured.text(copies, "destination", "subset")))
        .map(copies -> (int) Unstructured.number(copies, 100, "percentage", "value"))
        .findFirst()
        .map(percent -> new Mirror(percent, methods));
  }
}
