package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabCacheTest {
  private static final Path HOME = Path.of("/home/ann");

  @Test
  void ownVariableWinsOverXdgAndHome() {
    Map<String, String> all = Map.of("SLUICE_LAB_CACHE", "/a", "XDG_CACHE_HOME", "/b");

    assertThat(LabCache.of(all, HOME).root()).hasToString("/a");
    assertThat(LabCache.of(Map.of("XDG_CACHE_HOME", "/b"), HOME).root())
        .hasToString("/b/sluice-lab");
    assertThat(LabCache.of(Map.of("SLUICE_LAB_CACHE", ""), HOME).root())
        .hasToString("/home/ann/.cache/sluice-lab");
  }

  @Test
  void layoutForKubeApiTest() {
    LabCache cache = new LabCache(Path.of("/c"));

    assertThat(cache.kubeApiTest("1.37.2")).hasToString("/c/k8s/1.37.2-linux-amd64");
    assertThat(cache.bin("etcd")).hasToString("/c/bin/etcd");
    assertThat(cache.image("pilot")).hasToString("/c/images/pilot.tar");
  }
}
