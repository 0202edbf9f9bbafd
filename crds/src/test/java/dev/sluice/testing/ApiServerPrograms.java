package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where etcd, kube-apiserver and kubectl are: {@code <cache>/k8s/<version>-linux-amd64/}.
 *
 * @param cache the cache of the lab's parts
 * @param version version of Kubernetes, such as 1.37.2
 */
record ApiServerPrograms(Path cache, String version) {
  private static final String PLATFORM = "-linux-amd64";
  private static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kubectl");

  private static boolean tried;

  /** The cache that the environment names, by the same rules as the lab's. */
  static Path cache(Map<String, String> environment) {
    if (environment.containsKey("SLUICE_LAB_CACHE")) {
      return Path.of(environment.get("SLUICE_LAB_CACHE"));
    }
    if (environment.containsKey("XDG_CACHE_HOME")) {
      return Path.of(environment.get("XDG_CACHE_HOME"), "sluice-lab");
    }
    return Path.of(System.getProperty("user.home"), ".cache", "sluice-lab");
  }

  /** The newest complete set of programs in a cache, if there is one. */
  static Optional<ApiServerPrograms> find(Path cache) {
    Path versions = cache.resolve("k8s");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> directories = Files.list(versions)) {
      return directories
          .filter(directory -> directory.toString().endsWith(PLATFORM))
          .filter(d -> NAMES.stream().allMatch(name -> Files.isExecutable(d.resolve(name))))
          .map(directory -> directory.getFileName().toString().replace(PLATFORM, ""))
          .max(Comparator.comparing(Runtime.Version::parse))
          .map(version -> new ApiServerPrograms(cache, version));
    } catch (IOException e) {
      throw new UncheckedIOException(versions + " cannot be read", e);
    }
  }

  /**
   * Like {@link #find}; what is missing is built by {@code lab/build} where that can run,
   * Prometheus for the tests of the queries included.
   */
  static synchronized Optional<ApiServerPrograms> findOrBuild(Path cache) {
    Optional<ApiServerPrograms> found = find(cache);
    Path build = Path.of("..", "lab", "build").toAbsolutePath().normalize();
    if (found.filter(there -> Files.isExecutable(there.helm())).isPresent()
        || tried
        || !Files.isExecutable(build)) {
      return found;
    }
    tried = true;
    try {
      System.out.println("The programs of an API server are missing; lab/build makes them once");
      new ProcessBuilder(
              build.toString(), "etcd", "kube-apiserver", "kubectl", "helm", "prometheus")
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      System.out.println("lab/build cannot run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return find(cache);
  }

  Path kubectl() {
    return cache.resolve("k8s").resolve(version + PLATFORM).resolve("kubectl");
  }

  /** Helm; it may be missing, because only tests of the chart need it. */
  Path helm() {
    return cache.resolve("bin").resolve("helm");
  }
}
