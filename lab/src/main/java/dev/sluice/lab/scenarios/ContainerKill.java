package dev.sluice.lab.scenarios;

import dev.sluice.lab.LabException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Kills the processes of containers. They run on this host, each in its control group. */
final class ContainerKill {
  private ContainerKill() {}

  /**
   * Kills all processes of one container in each pod. The kubelet starts them again.
   *
   * @param container its name in the pods
   * @throws LabException if a pod has no such process
   */
  static void kill(List<Pod> pods, String container) {
    List<ProcessHandle> processes = new ArrayList<>();
    for (Pod pod : pods) {
      List<ProcessHandle> own = processes(id(pod, container));
      if (own.isEmpty()) {
        throw new LabException(
            "scenarios",
            "no process of container " + container + " in " + pod.getMetadata().getName(),
            "check with lab/status that the lab runs on this host");
      }
      processes.addAll(own);
    }
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  private static String id(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getContainerID)
        // containerd://HEX
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .filter(id -> !id.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "scenarios",
                    pod.getMetadata().getName() + " has no running container " + container,
                    "run the scenario again"));
  }

  private static List<ProcessHandle> processes(String container) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> isIn(process.pid(), container)).toList();
    }
  }

  private static boolean isIn(long pid, String container) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains(container);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // A process that ended meanwhile.
      if (!Files.exists(Path.of("/proc/" + pid))) {
        return false;
      }
      throw new UncheckedIOException(e);
    }
  }
}
