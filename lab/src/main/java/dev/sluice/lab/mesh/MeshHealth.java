package dev.sluice.lab.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether every proxy accepted its configuration. A proxy that rejects one keeps an older one, and
 * tests of the mesh are then meaningless.
 */
public final class MeshHealth {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Pattern REJECTED =
      Pattern.compile(
          "^(envoy_\\S*update_rejected|pilot_total_xds_rejects)(\\{[^}]*})? ([0-9.e+]+)$",
          Pattern.MULTILINE);

  private final KubernetesClient client;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  public MeshHealth(KubernetesClient client) {
    this.client = client;
  }

  /** Rejected configurations, one line each. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    List<Pod> running =
        client.pods().inAnyNamespace().withField("status.phase", "Running").list().getItems();
    for (Pod pod : running) {
      String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      String address = pod.getStatus().getPodIP();
      if (hasProxy(pod)) {
        ask(name, "http://" + address + ":15090/stats/prometheus", problems);
      } else if (name.startsWith("istio-system/istiod-")) {
        ask(name, "http://" + address + ":15014/metrics", problems);
      }
    }
    return problems;
  }

  /**
   * The proxy is a restartable init container or a container in sidecars, and a container in
   * gateways.
   */
  private static boolean hasProxy(Pod pod) {
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .anyMatch(container -> container.getName().equals("istio-proxy"));
  }

  private void ask(String pod, String url, List<String> problems) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
      String metrics = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      rejections(metrics).forEach(line -> problems.add(pod + ": " + line));
    } catch (IOException e) {
      // A terminating pod may not answer.
      if (client.resource(podOf(pod)).isReady()) {
        problems.add(pod + ": " + url + " does not answer: " + e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(pod + ": interrupted");
    }
  }

  private Pod podOf(String name) {
    String[] parts = name.split("/", -1);
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(parts[0])
        .withName(parts[1])
        .endMetadata()
        .build();
  }

  /** Samples of a metrics page that count rejected configurations, if not zero. */
  static List<String> rejections(String metrics) {
    return REJECTED
        .matcher(metrics)
        .results()
        .filter(sample -> Double.parseDouble(sample.group(3)) > 0)
        .map(sample -> sample.group().strip())
        .toList();
  }
}
