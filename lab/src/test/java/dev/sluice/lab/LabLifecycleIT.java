package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.host.Cgroups;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Teardown;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A lab restarts after a crash, and {@code down} removes it completely. Uses a second lab next to
 * the one of the other tests. That is a lot for a small machine, so it runs only with {@code
 * SLUICE_LAB_LIFECYCLE=1}.
 */
@EnabledIfEnvironmentVariable(
    named = "SLUICE_LAB_LIFECYCLE",
    matches = "1",
    disabledReason = "starts a second lab; set SLUICE_LAB_LIFECYCLE=1 to run it")
@Isolated("a second lab takes the time of a small machine")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabLifecycleIT {
  private static final String NAME = "sluice-lab-it";
  private static final Map<String, String> ENVIRONMENT = environment();

  private final Lab lab = new Lab(ENVIRONMENT, System.out::println);

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SLUICE_LAB_NAME", NAME);
    environment.put("SLUICE_LAB_NETWORK", "10.211");
    environment.remove("SLUICE_LAB_STATE");
    return environment;
  }

  @AfterAll
  static void remove() {
    new Lab(ENVIRONMENT, System.out::println).down();
  }

  @Test
  @Order(1)
  void upOnAHealthyLabStartsNothing() {
    lab.up();
    assertThat(problems()).isEmpty();
    List<PartStatus> before = lab.status();
    lab.up();
    assertThat(lab.status()).extracting(PartStatus::pid).isEqualTo(pids(before));
  }

  @Test
  @Order(2)
  void aKilledApiServerAndKubeletComeBackAndTheClusterIsTheSame() throws Exception {
    String uid = clusterId();
    for (String part : List.of("kube-apiserver", "kubelet")) {
      ProcessHandle process = ProcessHandle.of(pid(part)).orElseThrow();
      process.destroyForcibly();
      process.onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(problems()).contains("kube-apiserver", "kubelet");
    lab.up();
    assertThat(problems()).isEmpty();
    assertThat(clusterId()).isEqualTo(uid);
  }

  @Test
  @Order(3)
  void downLeavesNothing() throws IOException {
    lab.down();
    assertThat(leftovers()).isEmpty();
    // Stopping a stopped lab is not an error.
    lab.down();
  }

  private String clusterId() {
    try (KubernetesClient client = lab.client()) {
      return client.namespaces().withName("kube-system").get().getMetadata().getUid();
    }
  }

  private long pid(String part) {
    return lab.status().stream()
        .filter(status -> status.name().equals(part))
        .findFirst()
        .flatMap(PartStatus::pid)
        .orElseThrow();
  }

  private static List<java.util.Optional<Long>> pids(List<PartStatus> parts) {
    return parts.stream().map(PartStatus::pid).toList();
  }

  private List<String> problems() {
    return lab.status().stream()
        .filter(part -> part.problem().isPresent())
        .map(PartStatus::name)
        .toList();
  }

  /** Everything on this machine that still belongs to the lab. */
  private static List<String> leftovers() throws IOException {
    LabPaths paths = LabPaths.from(ENVIRONMENT);
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(path -> path.toString().matches("/proc/\\d+")).toList()) {
        if (inLab(text(process.resolve("cgroup")))
            && !text(process.resolve("stat")).contains(") Z ")) {
          found.add("process " + text(process.resolve("cmdline")).replace('\0', ' '));
        }
      }
    }
    new Teardown(paths).mounts().forEach(mount -> found.add("mount " + mount));
    Cgroups.discover(NAME).groups().forEach(group -> found.add("control group " + group));
    for (String[] command : new String[][] {{"ip", "netns"}, {"ip", "link"}, {"ip", "route"}}) {
      Shell.run(Duration.ofSeconds(10), List.of(command))
          .output()
          .lines()
          .filter(line -> line.contains(NAME))
          .forEach(found::add);
    }
    for (Path folder : List.of(paths.data(), paths.run())) {
      if (Files.exists(folder)) {
        found.add("folder " + folder);
      }
    }
    return found;
  }

  private static boolean inLab(String cgroups) {
    return cgroups
        .lines()
        .anyMatch(line -> line.endsWith("/" + NAME) || line.contains("/" + NAME + "/"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      // The process ended meanwhile.
      return "";
    }
  }
}
