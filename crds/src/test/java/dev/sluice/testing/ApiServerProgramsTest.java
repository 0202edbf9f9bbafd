package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerProgramsTest {
  @TempDir private Path cache;

  @Test
  void cacheIsTheLabs() {
    assertThat(ApiServerPrograms.cache(Map.of("SLUICE_LAB_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(ApiServerPrograms.cache(Map.of("XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/b/sluice-lab"));
    assertThat(ApiServerPrograms.cache(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/sluice-lab"));
  }

  @Test
  void newestCompleteVersionIsTaken() throws IOException {
    assertThat(ApiServerPrograms.find(cache)).isEmpty();
    add("1.9.1", "etcd", "kube-apiserver", "kubectl");
    add("1.37.2", "etcd", "kube-apiserver", "kubectl");
    add("1.38.0", "etcd", "kubectl");
    assertThat(ApiServerPrograms.find(cache)).contains(new ApiServerPrograms(cache, "1.37.2"));
  }

  private void add(String version, String... names) throws IOException {
    Path directory = cache.resolve("k8s").resolve(version + "-linux-amd64");
    Files.createDirectories(directory);
    for (String name : names) {
      assertThat(Files.createFile(directory.resolve(name)).toFile().setExecutable(true)).isTrue();
    }
  }
}
