package dev.sluice.traffic;

import dev.sluice.common.ReleaseRef;
import dev.sluice.traffic.HttpMatch.MatchType;
import dev.sluice.traffic.HttpMatch.StringMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Route intents for tests. */
public final class Intents {
  static final ReleaseRef RELEASE =
      new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users");
  private static final Backend CANARY =
      new Backend(Map.of("sluice.dev/track", "canary", "sluice.dev/revision", "2"));

  private Intents() {}

  /** An intent that gives the canary this, with the stable side pinned. */
  public static RouteIntent of(Exposure exposure) {
    return new RouteIntent(
        RELEASE,
        "users",
        new Backend(Map.of("pod-template-hash", "abc")),
        CANARY,
        exposure,
        Map.of(),
        Map.of());
  }

  /** An intent with a policy, and the whole Service on the stable side. */
  public static RouteIntent atRest(Map<String, Object> trafficPolicy) {
    return new RouteIntent(
        RELEASE, "users", Backend.WHOLE_SERVICE, CANARY, Exposure.NONE, trafficPolicy, Map.of());
  }

  /** The same intent with another policy, and with one for the canary. */
  static RouteIntent withPolicy(
      RouteIntent intent, Map<String, Object> trafficPolicy, Map<String, Object> ofCanary) {
    return new RouteIntent(
        intent.release(),
        intent.service(),
        intent.stable(),
        intent.canary(),
        intent.exposure(),
        trafficPolicy,
        ofCanary);
  }

  /** Every weight, alone and with each combination of matches and copies. */
  static List<RouteIntent> generated() {
    List<List<HttpMatch>> matches =
        List.of(
            List.of(),
            List.of(match("x-canary", MatchType.EXACT, "true")),
            List.of(
                match("x-team", MatchType.PREFIX, "sre-"),
                new HttpMatch(
                    Map.of(
                        "x-a", new StringMatch(MatchType.REGEX, "a+"),
                        "x-b", new StringMatch(MatchType.EXACT, "b")))));
    List<Optional<Mirror>> mirrors =
        List.of(
            Optional.empty(),
            Optional.of(new Mirror(10, List.of())),
            Optional.of(new Mirror(100, List.of("GET", "HEAD"))));
    List<RouteIntent> intents = new ArrayList<>();
    for (int weight = 0; weight <= 100; weight++) {
      for (List<HttpMatch> match : matches) {
        for (Optional<Mirror> mirror : mirrors) {
          intents.add(of(new Exposure(weight, match, mirror)));
        }
      }
    }
    intents.add(atRest(Map.of("outlierDetection", Map.of("consecutive5xxErrors", 5))));
    return intents;
  }

  private static HttpMatch match(String header, MatchType type, String value) {
    return new HttpMatch(Map.of(header, new StringMatch(type, value)));
  }
}
