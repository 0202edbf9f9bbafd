package dev.sluice.lab.load;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The pod that sends requests: one process per stream, with a sidecar like any caller in the mesh:
 * vegeta, or grpc-load for calls. Results go to files on the node, because the kubelet rotates a
 * pod's output.
 */
final class LoadPod {
  /** File that is written after the last result. */
  static final String ENDED = "ended";

  private static final String FOLDER = "/ledger";
  private static final long NON_ROOT = 65532;
  private static final long GRACE_SECONDS = 75;

  private LoadPod() {}

  static String results(LoadStream stream) {
    return stream.name() + ".json";
  }

  /** The file with the {@link TargetScript}. */
  static String targets(LoadStream stream) {
    return stream.name() + ".awk";
  }

  /**
   * The script of the pod. SIGTERM stops only the attacks, which then wait for pending requests;
   * the encoders end after the last result.
   */
  static String script(LoadPlan plan) {
    StringBuilder script = new StringBuilder();
    script.append("cd ").append(FOLDER).append('\n');
    script.append("trap 'kill -TERM $(cat pids)' TERM\n");
    for (LoadStream stream : plan.streams()) {
      script.append(stream.isCalls() ? calls(stream) : requests(stream)).append('\n');
    }
    // The first wait ends with the signal, the second with the last response.
    script.append("wait\nwait\necho ended >").append(ENDED).append('\n');
    return script.toString();
  }

  private static String requests(LoadStream stream) {
    return "{ busybox awk -f %s | vegeta attack -name=%s -rate=%s -keepalive=%s"
            .formatted(targets(stream), stream.name(), stream.rate(), stream.keepAlive())
        + " -lazy -format=json -duration=0 -timeout=40s -max-body=0 -redirects=-1 -dns-ttl=0 &"
        + " echo $! >>pids; wait $!; }"
        + " | vegeta encode --to=json --output=%s &".formatted(results(stream));
  }

  private static String calls(LoadStream stream) {
    StringBuilder command = new StringBuilder("grpc-load");
    URI server = URI.create(stream.targets().get(0).url());
    command.append(
        " -name=%s -interval=%dns -target=%s"
            .formatted(stream.name(), stream.interval().toNanos(), server.getAuthority()));
    for (LoadTarget call : stream.targets()) {
      command.append(" %s=%s".formatted(URI.create(call.url()).getPath(), call.body()));
    }
    return command.append(" >%s & echo $! >>pids".formatted(results(stream))).toString();
  }

  static Pod build(String namespace, String name, String image, LoadPlan plan, Path folder) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(Map.of("app", name, "sidecar.istio.io/inject", "true"))
        .withAnnotations(
            Map.of(
                // Requests must not start before the sidecar is ready, native or not.
                "proxy.istio.io/config",
                "{\"holdApplicationUntilProxyStarts\": true}",
                // Without CPU, the caller would measure its own delays.
                "sidecar.istio.io/proxyCPU",
                "100m"))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withAutomountServiceAccountToken(false)
        .addNewContainer()
        .withName("load")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("/bin/sh", "-c", script(plan))
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("64Mi")))
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
