package dev.sluice.lab.release;

import dev.sluice.lab.host.Shell;
import dev.sluice.lab.parts.Catalogue;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pod without a sidecar: its requests are plaintext. */
final class Outsider {
  private static final String NAME = "outsider";
  private static final long READY_SECONDS = 60;

  private final Sluice sluice;
  private final String namespace;

  Outsider(Sluice sluice, String namespace) {
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

  /** Whether a pod of the users API answers it. */
  boolean reaches(Pod pod) {
    String url = "http://" + pod.getStatus().getPodIP() + ":8080/users";
    Shell.Result result =
        sluice
            .lab()
            .kubectl("-n", namespace, "exec", NAME, "--", "wget", "-q", "-O-", "-T", "5", url);
    return result.ok() && result.output().contains("\"users\"");
  }
}
