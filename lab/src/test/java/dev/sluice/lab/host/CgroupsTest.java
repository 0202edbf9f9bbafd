package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.LabException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupsTest {
  private static final String ROOT = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw";
  private static final String CPU =
      "30 25 0:26 / /sys/fs/cgroup/cpu rw,nosuid shared:9 - cgroup cgroup rw,cpu";
  private static final String PIDS = "31 25 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids";
  private static final String UNIFIED =
      "32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
  private static final String V2 = "30 22 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw";

  @Test
  void controllersMountedOneByOneAreVersion1() {
    Cgroups found = Cgroups.parse("sluice-lab", List.of(ROOT, CPU, PIDS, UNIFIED));
    assertThat(found.version()).isEqualTo(1);
    assertThat(found.join())
        .containsExactly(
            Path.of("/sys/fs/cgroup/cpu/sluice-lab/cgroup.procs"),
            Path.of("/sys/fs/cgroup/pids/sluice-lab/cgroup.procs"),
            Path.of("/sys/fs/cgroup/unified/sluice-lab/cgroup.procs"));
  }

  @Test
  void theUnifiedHierarchyAloneIsVersion2AndKeepsProcessesInALeaf() {
    Cgroups found = Cgroups.parse("sluice-lab", List.of(ROOT, V2));
    assertThat(found.version()).isEqualTo(2);
    assertThat(found.join())
        .containsExactly(Path.of("/sys/fs/cgroup/sluice-lab/daemons/cgroup.procs"));
  }

  @Test
  void noCgroupsAtAllNameTheRemedy() {
    assertThatThrownBy(() -> Cgroups.parse("sluice-lab", List.of(ROOT)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("mount cgroup2 on /sys/fs/cgroup");
  }
}
