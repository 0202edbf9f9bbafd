package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.lab.junit.MeshTest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Weights, mutual TLS and metrics work in the lab's mesh. */
@MeshTest
@Order(60)
@ResourceLock(value = MeshTest.PROMETHEUS, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabIT {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration SCRAPED = Duration.ofSeconds(30);
  private static final int REQUESTS = 500;

  private final HttpClient http = HttpClient.newHttpClient();
  private Lab lab;
  private KubernetesClient client;

  @BeforeAll
  void deploy(Lab lab, KubernetesClient client, @TempDir Path folder) throws IOException {
    this.lab = lab;
    this.client = client;
    lab.loadImage(ProbeImage.write(folder));
    try (InputStream objects = LabIT.class.getResourceAsStream("two-versions.yaml")) {
      client.load(objects).serverSideApply();
    }
    for (String namespace : List.of("lab-it", "lab-it-outside")) {
      client
          .apps()
          .deployments()
          .inNamespace(namespace)
          .list()
          .getItems()
          .forEach(
              deployment ->
                  client.resource(deployment).waitUntilReady(READY.toSeconds(), TimeUnit.SECONDS));
    }
    await()
        .atMost(READY)
        .untilAsserted(() -> assertThat(ask("lab-it", 1, "probe/")).containsKey("200 v1"));
  }

  @AfterAll
  void remove() {
    for (String namespace : List.of("lab-it", "lab-it-outside")) {
      client.namespaces().withName(namespace).delete();
    }
  }

  @Test
  void weightsDivideTheRequests() throws Exception {
    Map<String, Integer> answers = ask("lab-it", REQUESTS, "probe/");
    assertThat(answers).containsOnlyKeys("200 v1", "200 v2");
    // Five standard deviations of a fair draw of 20% among 500: 100 +- 45.
    assertThat(answers.get("200 v2")).isBetween(55, 145);
  }

  @Test
  void strictMutualTlsRejectsPlaintextOnly() throws Exception {
    assertThat(ask("lab-it-outside", 5, "probe.lab-it/"))
        .hasSize(1)
        .allSatisfy((answer, count) -> assertThat(answer).startsWith("failed"));
    assertThat(ask("lab-it", 5, "probe/").keySet()).allMatch(answer -> answer.startsWith("200"));
  }

  @Test
  void requestsAreCountedOnBothSidesUnderIstiosNames() throws Exception {
    String destination =
        "reporter=\"destination\",source_workload=\"client\",source_workload_namespace=\"lab-it\","
            + "destination_workload=\"probe-v1\",destination_workload_namespace=\"lab-it\","
            + "destination_service=\"probe.lab-it.svc.cluster.local\","
            + "destination_service_name=\"probe\",destination_service_namespace=\"lab-it\","
            + "destination_version=\"v1\",response_code=\"200\",response_flags=\"-\","
            + "connection_security_policy=\"mutual_tls\"";
    String source =
        "reporter=\"source\",source_workload=\"client\",source_workload_namespace=\"lab-it\","
            + "destination_workload=\"probe-v1\",destination_workload_namespace=\"lab-it\","
            + "destination_service=\"probe.lab-it.svc.cluster.local\","
            + "destination_service_name=\"probe\",destination_service_namespace=\"lab-it\","
            + "destination_version=\"v1\",destination_subset=\"v1\",response_code=\"200\"";
    // The first sample of a series is not an increase, so create the series before counting.
    ask("lab-it", 20, "probe/");
    await().atMost(SCRAPED).until(() -> sum(destination) > 0 && sum(source) > 0);
    double seen = settled(destination);
    double sent = settled(source);
    int answered = ask("lab-it", 100, "probe/").get("200 v1");
    await().atMost(SCRAPED).until(() -> sum(destination) - seen == answered);
    await().atMost(SCRAPED).until(() -> sum(source) - sent == answered);
  }

  @Test
  void failuresWithoutUpstreamNameServiceAndSubset() throws Exception {
    assertThat(ask("lab-it", 3, "probe/empty")).containsOnlyKeys("503 ");
    String noHost =
        "reporter=\"source\",destination_workload=\"unknown\",response_code=\"503\","
            + "destination_service=\"probe.lab-it.svc.cluster.local\",destination_subset=\"none\","
            + "response_flags=\"UH\"";
    await().atMost(SCRAPED).until(() -> sum(noHost) >= 3);
  }

  @Test
  void noConfigurationWasRejected() {
    assertThat(lab.meshProblems()).isEmpty();
  }

  @Test
  void theAuditLogTellsWhoWrote() {
    client.namespaces().withName("lab-it").edit(found -> marked(found));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              try (var lines = Files.lines(lab.auditLog())) {
                return lines.anyMatch(
                    line ->
                        line.contains("\"username\":\"admin\"")
                            && line.contains("\"resource\":\"namespaces\"")
                            && line.contains("\"name\":\"lab-it\"")
                            && line.contains("\"verb\":\"patch\""));
              }
            });
  }

  private static io.fabric8.kubernetes.api.model.Namespace marked(
      io.fabric8.kubernetes.api.model.Namespace namespace) {
    namespace.getMetadata().setAnnotations(Map.of("sluice.dev/lab-it", "audited"));
    return namespace;
  }

  private double sum(String selector) {
    return lab.prometheus("sum(istio_requests_total{" + selector + "})").stream()
        .mapToDouble(sample -> sample.value())
        .sum();
  }

  /** The value of the counter after it has not changed for more than two scrapes. */
  private double settled(String selector) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                lab
                    .prometheus(
                        "sum(istio_requests_total{"
                            + selector
                            + "}) == sum(istio_requests_total{"
                            + selector
                            + "} offset 11s)")
                    .stream()
                    .findFirst()
                    .orElse(null),
            java.util.Objects::nonNull)
        .value();
  }

  /** Sends requests from the client in a namespace, and counts them by response. */
  private Map<String, Integer> ask(String namespace, int count, String target)
      throws IOException, InterruptedException {
    Pod pod =
        client.pods().inNamespace(namespace).withLabel("app", "client").list().getItems().get(0);
    String url = "http://" + pod.getStatus().getPodIP() + ":8080/ask/" + count + "/" + target;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2)).build();
    Map<String, Integer> answers = new TreeMap<>();
    http.send(request, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .forEach(
            line ->
                answers.put(
                    line.substring(0, line.lastIndexOf('=')),
                    Integer.parseInt(line.substring(line.lastIndexOf('=') + 1))));
    return answers;
  }
}
