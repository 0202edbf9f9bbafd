package dev.sluice.lab.parts;

import java.nio.file.Path;
import java.util.Map;

/**
 * The cache of built parts, outside any checkout.
 *
 * <pre>
 * store/NAME-KEY/FILE          what was built; never changed once it is there
 * bin/NAME                     link to the program in use
 * images/NAME.tar              link to the image archive in use
 * base/NAME.tar                links to the layers under the images: base, java-runtime
 * k8s/VERSION-linux-amd64/     links for fabric8's kube-api-test
 * archives/NAME-KEY.jsa        class data of the jar NAME, for a quick start
 * logs/NAME.log                what the last build of a part printed
 * </pre>
 *
 * @param root absolute path of the cache
 */
public record LabCache(Path root) {
  /** Environment variable that names the cache's root. */
  public static final String VARIABLE = "SLUICE_LAB_CACHE";

  public LabCache {
    root = root.toAbsolutePath().normalize();
  }

  /** The cache of this user: {@value #VARIABLE}, or the XDG cache folder, or {@code ~/.cache}. */
  public static LabCache ofUser() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static LabCache of(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault(VARIABLE, "");
    if (!own.isEmpty()) {
      return new LabCache(Path.of(own));
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = xdg.isEmpty() ? home.resolve(".cache") : Path.of(xdg);
    return new LabCache(base.resolve("sluice-lab"));
  }

  /** The latest build of program {@code name}. */
  public Path bin(String name) {
    return root.resolve("bin").resolve(name);
  }

  /** The archive of image {@code name}, for {@code ctr images import}. */
  public Path image(String name) {
    return root.resolve("images").resolve(name + ".tar");
  }

  /** The tar of image layer {@code name}: {@code base} or {@code java-runtime}. */
  public Path layer(String name) {
    return root.resolve("base").resolve(name + ".tar");
  }

  /**
   * Folder with {@code etcd}, {@code kube-apiserver} and {@code kubectl} in the layout of
   * kube-api-test.
   */
  public Path kubeApiTest(String kubernetesVersion) {
    return root.resolve("k8s").resolve(kubernetesVersion + "-linux-amd64");
  }

  Path store(String name, String key) {
    return root.resolve("store").resolve(name + "-" + key);
  }

  Path startArchive(String name, String key) {
    return root.resolve("archives").resolve(name + "-" + key + ".jsa");
  }

  Path work(String name) {
    return root.resolve("work").resolve(name);
  }

  Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  Path lock() {
    return root.resolve("lock");
  }
}
