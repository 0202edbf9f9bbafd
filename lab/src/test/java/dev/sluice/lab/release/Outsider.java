package dev.sluice.lab.release;

import dev.sluice.lab.parts.Catalogue;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A pod without a sidecar, so that its requests are plaintext. */
final class Outsider {
  private static final String NAME = "outsider";
  private static final long READY_SECONDS = 60;

  private final InstalledSluice sluice;
  private final String namespace;

  Outsider(InstalledSluice sluice, String namespace) {
    this.sluice = sluice;
    this.namespace = namespace;
    String version = Catalogue.ofCheckout().part("image-vegeta").version();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(NAME)
            .withLabels(Map.of("sidecar.istio.io/inject", "false"))
            .endMetadata()
            .withNewSpec()
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("shell")
            .withImage("localhost/sluice-lab/vegeta:" + version)
            .withCommand("sleep", "3600")
            .endContainer()
            .endSpec()
            .build();
    sluice.client().resource(pod).create();
    sluice.client().resource(pod).waitUntilReady(READY_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether a pod of the users API responds; otherwise the connection is refused or reset. */
  boolean reaches(Pod pod) {
    String url = "http://" + pod.getStatus().getPodIP() + ":8080/users";
    String once = "vegeta attack -rate=1/s -duration=1s -timeout=5s | vegeta encode --to=json";
    String answer =
        sluice.kubectl(
            "-n", namespace, "exec", NAME, "--", "sh", "-c", "echo GET " + url + " | " + once);
    if (answer.contains("\"code\":200,")) {
      return true;
    }
    Assertions.assertThat(answer).contains("\"code\":0,");
    return false;
  }
}
