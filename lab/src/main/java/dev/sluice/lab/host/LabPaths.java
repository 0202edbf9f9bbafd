package dev.sluice.lab.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The name of a lab and its folders.
 *
 * @param name of the network namespace, the link, the control group and the folders; labs with
 *     different names can run in parallel
 * @param data certificates, configuration, logs and the cluster's own data
 * @param run process ids and sockets
 * @param cache programs and images, kept by {@code lab/down}
 */
public record LabPaths(String name, Path data, Path run, Path cache) {

  // The name of the link has one character more, and at most 15.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,13}");

  public LabPaths {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "lab name \"" + name + "\": use a letter and at most 13 letters, digits or dashes");
    }
  }

  /**
   * Reads {@code SLUICE_LAB_NAME}, {@code SLUICE_LAB_STATE}, {@code SLUICE_LAB_CACHE} and {@code
   * XDG_CACHE_HOME}.
   */
  public static LabPaths from(Map<String, String> environment) {
    String name = environment.getOrDefault("SLUICE_LAB_NAME", "sluice-lab");
    String state = environment.get("SLUICE_LAB_STATE");
    Path data = state == null ? Path.of("/var/lib", name) : Path.of(state);
    Path run = state == null ? Path.of("/run", name) : data.resolve("run");
    String cache = environment.get("SLUICE_LAB_CACHE");
    if (cache == null) {
      String caches = environment.get("XDG_CACHE_HOME");
      cache =
          (caches == null ? environment.getOrDefault("HOME", "/root") + "/.cache" : caches)
              + "/sluice-lab";
    }
    return new LabPaths(name, data.toAbsolutePath(), run.toAbsolutePath(), Path.of(cache));
  }

  public Path program(String name) {
    return cache.resolve("bin").resolve(name);
  }

  public Path images() {
    return cache.resolve("images");
  }

  public Path pidFile(String part) {
    return run.resolve(part + ".pid");
  }

  public Path log(String part) {
    return data.resolve("logs").resolve(part + ".log");
  }

  public Path config(String file) {
    return data.resolve("config").resolve(file);
  }

  public Path pki(String file) {
    return data.resolve("pki").resolve(file);
  }

  /** The kubeconfig of a component of the lab. */
  public Path kubeconfig(String user) {
    return data.resolve("kubeconfig").resolve(user);
  }

  /** The kubeconfig for users and tests. */
  public Path adminKubeconfig() {
    return data.resolve("admin.kubeconfig");
  }

  public Path auditLog() {
    return data.resolve("logs").resolve("audit.log");
  }

  public Path containerdSocket() {
    return run.resolve("containerd.sock");
  }
}
