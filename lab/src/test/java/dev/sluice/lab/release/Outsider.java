package dev.sluice.lab.release;

import dev.sluice.lab.parts.Catalogue;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/** A pod without a sidecar, so that its requests are plaintext. */
final class Outsider {
  private static final String NAME = "outsider";
  private static final long READY_SECONDS = 60;
  private static final Pattern CODE = Pattern.compile("\"code\":(\\d+),");

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
    int status = status(pod, "");
    Assertions.assertThat(status).isIn(200, 0);
    return status == 200;
  }

  /**
   * The status of a pod's response; 0 without one.
   *
   * @param token sent as a bearer token; none if empty
   */
  int status(Pod pod, String token) {
    return send(pod, "GET", "/users", token, "");
  }

  /**
   * Sends one request to a pod; returns the status of its response, 0 without one.
   *
   * @param token sent as a bearer token; none if empty
   * @param json body without single quotes; none if empty
   */
  int send(Pod pod, String method, String path, String token, String json) {
    String target = method + " http://" + pod.getStatus().getPodIP() + ":8080" + path;
    String header = token.isEmpty() ? "" : "\\nAuthorization: Bearer " + token;
    String body = json.isEmpty() ? "" : "\\n@/tmp/body";
    String answer =
        sluice.kubectl(
            "-n",
            namespace,
            "exec",
            NAME,
            "--",
            "sh",
            "-c",
            "printf '%s' '"
                + json
                + "' > /tmp/body; printf '"
                + target
                + header
                + body
                + "\\n' | vegeta attack -rate=1/s -duration=1s -timeout=5s"
                + " | vegeta encode --to=json");
    Matcher code = CODE.matcher(answer);
    Assertions.assertThat(code.find()).as(answer).isTrue();
    return Integer.parseInt(code.group(1));
  }
}
