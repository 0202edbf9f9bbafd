package dev.sluice.lab.mesh;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs kubectl with admin rights. */
public final class Kubectl {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final LabPaths paths;

  public Kubectl(LabPaths paths) {
    this.paths = paths;
  }

  /** Runs kubectl. A failure is returned, not thrown. */
  public Shell.CommandResult run(Duration limit, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                paths.program("kubectl").toString(), "--kubeconfig=" + paths.adminKubeconfig()));
    command.addAll(arguments);
    return Shell.run(limit, command);
  }

  /**
   * Runs kubectl and returns its output.
   *
   * @throws LabException if its exit status is not 0
   */
  public String must(List<String> arguments) {
    Shell.CommandResult result = run(LIMIT, arguments);
    if (!result.ok()) {
      throw new LabException(
          "kubectl",
          "\"" + String.join(" ", arguments) + "\" failed: " + result.output().strip(),
          "run it again with lab/kubectl");
    }
    return result.output();
  }

  /**
   * Applies objects with server-side apply.
   *
   * @return whether any object was created or changed
   */
  public boolean apply(String manifest) {
    try {
      Path file = Files.createTempFile("sluice-lab-", ".yaml");
      try {
        Files.writeString(file, manifest);
        String before = versions(file);
        must(
            List.of(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager=sluice-lab",
                "--filename=" + file));
        return !before.equals(versions(file));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new LabException("kubectl", e.getMessage(), "is the disk full?", e);
    }
  }

  private String versions(Path file) {
    return run(
            LIMIT,
            List.of(
                "get",
                "--ignore-not-found",
                "--output=jsonpath={.items[*].metadata.resourceVersion}"
                    + "{.metadata.resourceVersion}",
                "--filename=" + file))
        .output();
  }

  /** Whether a workload, such as {@code deployment/istiod}, is rolled out and available now. */
  public boolean ready(String namespace, String workload) {
    return run(
            LIMIT,
            List.of("--namespace=" + namespace, "rollout", "status", workload, "--timeout=1s"))
        .ok();
  }
}
