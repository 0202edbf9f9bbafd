package dev.sluice.lab;

import dev.sluice.lab.parts.Catalogue;
import dev.sluice.lab.parts.DebianPackages;
import dev.sluice.lab.parts.LabCache;
import dev.sluice.lab.parts.PartStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Installs Debian packages and builds missing parts. */
final class Provision {
  private static final List<String> PROGRAMS =
      List.of(
          "etcd",
          "kube-apiserver",
          "kubectl",
          "kube-controller-manager",
          "kube-scheduler",
          "kubelet",
          "kube-proxy",
          "coredns",
          "istioctl",
          "helm",
          "prometheus");

  /** Images that the node needs before Istio can start. */
  static final List<String> MESH_IMAGES = List.of("pause", "pilot", "proxyv2");

  /** The base of Java images, loaded early to speed up later loads, and the load generator. */
  static final List<String> OTHER_IMAGES = List.of("java", "vegeta");

  private final LabCache cache;
  private final Consumer<String> progress;

  Provision(LabCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Installs and builds what is missing. Fast if nothing is missing.
   *
   * @return whether anything was missing
   */
  boolean ensure() {
    try {
      DebianPackages packages = DebianPackages.ofMachine();
      List<String> missing = packages.missing();
      if (!missing.isEmpty()) {
        packages.install(missing, cache, progress::accept);
      }
      PartStore store = new PartStore(cache, Catalogue.ofCheckout(), progress::accept);
      Set<String> parts = parts();
      boolean building = !store.missing(parts).isEmpty();
      store.ensure(parts);
      return building || !missing.isEmpty();
    } catch (IllegalStateException e) {
      throw new LabException(
          "parts", e.getMessage(), "install what is named above, then run lab/up again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("parts", "interrupted", "run lab/up again; built parts are kept", e);
    }
  }

  private static Set<String> parts() {
    Set<String> parts = new LinkedHashSet<>(PROGRAMS);
    parts.add("base");
    parts.add("java-runtime");
    MESH_IMAGES.forEach(image -> parts.add("image-" + image));
    OTHER_IMAGES.forEach(image -> parts.add("image-" + image));
    return parts;
  }
}
