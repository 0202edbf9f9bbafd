package dev.sluice.lab.load;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.Map;

/**
 * The pod that sends: one vegeta process a stream, behind a sidecar as any caller in the mesh. The
 * results go to files on the node, because a pod's output is cut when it grows.
 */
final class LoadPod {
  /** Written when all answers are in the files. */
  static final String ENDED = "ended";

  private static final String FOLDER = "/ledger";
  private static final long NON_ROOT = 65532;
  private static final long GRACE_SECONDS = 75;

  private LoadPod() {}

  static String results(LoadStream stream) {
    return stream.name() + ".json";
  }

  static String targets(LoadStream stream) {
    return stream.name() + ".targets";
  }

  /**
   * The script of the pod. At SIGTERM it stops the attacks alone, which then wait for what is under
   * way; the encoders end when they have written the last of it.
   */
  static String script(LoadPlan plan) {
    StringBuilder script = new StringBuilder();
    script.append("cd ").append(FOLDER).append('\n');
    script.append("trap 'kill -TERM $(cat pids)' TERM\n");
    for (LoadStream stream : plan.streams()) {
      script.append(
          "{ vegeta attack -name=%s -rate=%s -keepalive=%s -targets=%s"
              .formatted(stream.name(), stream.rate(), stream.keepAlive(), targets(stream)));
      script.append(
          " -format=json -duration=0 -timeout=40s -max-body=0 -redirects=-1 -dns-ttl=0 &"
              + " echo $! >>pids; wait $!; }");
      script.append(" | vegeta encode --to=json --output=%s &\n".formatted(results(stream)));
    }
    // The first wait ends with the signal, the second with the last answer.
    script.append("wait\nwait\necho ended >").append(ENDED).append('\n');
    return script.toString();
  }

  static Pod build(String namespace, String name, String image, LoadPlan plan, Path folder) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(Map.of("app", name, "sidecar.istio.io/inject", "true"))
        .withAnnotations(
            Map.of(
                // Whatever kind of sidecar it is, nothing is sent before it is ready.
                "proxy.istio.io/config",
                "{\"holdApplicationUntilProxyStarts\": true}",
                // A caller that is starved measures itself.
                "sidecar.istio.io/proxyCPU",
                "300m"))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withAutomountServiceAccountToken(false)
        .addNewContainer()
        .withName("vegeta")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("/bin/sh", "-c", script(plan))
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity("300m"), "memory", new Quantity("64Mi")))
        .endResources()
        .withNewSecurityContext()
        .withRunAsUser(NON_ROOT)
        .withRunAsGroup(NON_ROOT)
        .withAllowPrivilegeEscalation(false)
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("ledger")
        .withMountPath(FOLDER)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("ledger")
        .withNewHostPath()
        .withPath(folder.toString())
        .withType("Directory")
        .endHostPath()
        .endVolume()
        .endSpec()
        .build();
  }
}
