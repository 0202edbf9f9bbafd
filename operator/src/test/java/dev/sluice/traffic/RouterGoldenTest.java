package dev.sluice.traffic;

import dev.sluice.common.Unstructured;
import dev.sluice.traffic.HttpMatch.MatchType;
import dev.sluice.traffic.HttpMatch.StringMatch;
import dev.sluice.traffic.istio.IstioMesh;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Istio's router writes, as files that can be read. */
class RouterGoldenTest {

  static List<Path> cases() {
    return Golden.cases("router/istio");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersTheGoldenFiles(Path folder) throws IOException {
    RouteIntent intent = intent(Golden.read(folder.resolve("intent.yaml")));
    Golden.check(folder, IstioMesh.INSTANCE.router().render(intent));
  }

  private static RouteIntent intent(Map<String, Object> yaml) {
    return new RouteIntent(
        Intents.RELEASE,
        Unstructured.text(yaml, "service"),
        new Backend(Unstructured.texts(yaml, "stable")),
        new Backend(Unstructured.texts(yaml, "canary")),
        new Exposure(
            (int) Unstructured.number(yaml, 0, "exposure", "weight"),
            Unstructured.maps(yaml, "exposure", "matches").stream()
                .map(RouterGoldenTest::match)
                .toList(),
            Stream.of(Unstructured.map(yaml, "exposure", "mirror"))
                .filter(mirror -> !mirror.isEmpty())
                .map(RouterGoldenTest::mirror)
                .findFirst()),
        Unstructured.map(yaml, "trafficPolicy"),
        Unstructured.map(yaml, "canaryTrafficPolicy"));
  }

  private static Mirror mirror(Map<String, Object> yaml) {
    return new Mirror(
        (int) Unstructured.number(yaml, 0, "percent"),
        Unstructured.list(yaml, "methods").stream().map(String::valueOf).toList());
  }

  private static HttpMatch match(Map<String, Object> yaml) {
    Map<String, StringMatch> headers = new TreeMap<>();
    Map<String, Object> named = Unstructured.map(yaml, "headers");
    named.keySet().forEach(name -> headers.put(name, value(Unstructured.map(named, name))));
    return new HttpMatch(headers);
  }

  private static StringMatch value(Map<String, Object> yaml) {
    Optional<MatchType> type =
        Arrays.stream(MatchType.values())
            .filter(known -> yaml.containsKey(known.field()))
            .findFirst();
    return new StringMatch(type.orElseThrow(), Unstructured.text(yaml, type.orElseThrow().field()));
  }
}
