package dev.sluice.lab.mesh;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Installs Istio with istioctl, and request metrics for a stock Envoy. */
public final class IstioInstall {
  /** Release of the control plane and of the proxies' agent; also the tag of their images. */
  public static final String VERSION = "1.31.0";

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final LabPaths paths;
  private final Kubectl kubectl;

  public IstioInstall(LabPaths paths, Kubectl kubectl) {
    this.paths = paths;
    this.kubectl = kubectl;
  }

  /**
   * Installs istiod and the ingress gateway, unless this configuration is installed and ready.
   *
   * @return whether anything was changed
   */
  public boolean install() {
    String wanted = ConfigTemplates.load("istio.yaml", Map.of("version", VERSION));
    Path config = paths.config("istio.yaml");
    Path installed = paths.config("istio-installed.yaml");
    try {
      if (Files.exists(installed) && Files.readString(installed).equals(wanted) && ready()) {
        return false;
      }
      Files.createDirectories(config.getParent());
      Files.writeString(config, wanted);
      Shell.CommandResult result =
          Shell.run(
              LIMIT,
              List.of(
                  paths.program("istioctl").toString(),
                  "--kubeconfig=" + paths.adminKubeconfig(),
                  "install",
                  "--skip-confirmation",
                  "--readiness-timeout=3m",
                  "--filename=" + config));
      Files.writeString(paths.log("istioctl"), result.output());
      if (!result.ok()) {
        throw new LabException(
            "istio",
            "istioctl install ended with " + result.exit(),
            "\"lab/kubectl -n istio-system get pods,events\" shows what it waited for",
            paths.log("istioctl"),
            result.output().lines().toList(),
            null);
      }
      Files.writeString(installed, wanted);
      return true;
    } catch (IOException e) {
      throw new LabException("istio", e.getMessage(), "is the disk full?", e);
    }
  }

  /** Adds request metrics to every proxy, and the mesh-wide objects of the lab. */
  public boolean metrics() {
    return kubectl.apply(ConfigTemplates.load("istio-metrics.yaml", Map.of()));
  }

  private boolean ready() {
    return kubectl.ready("istio-system", "deployment/istiod")
        && kubectl.ready("istio-system", "deployment/istio-ingressgateway");
  }
}
