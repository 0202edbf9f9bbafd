package dev.sluice.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real kube-apiserver with its etcd: schemas, defaults, rules, admission policies, server-side
 * apply and RBAC as in a cluster, but no controllers and no nodes. The user is cluster admin.
 */
public final class ApiServer implements AutoCloseable {
  private static final String CRD = "/META-INF/fabric8/canaryreleases.sluice.dev-v1.yaml";
  private static final String KUBE_CONFIG = "kubeconfig";

  private final KubeAPIServer server;
  private final ApiServerPrograms programs;
  private final Path home;
  private final KubernetesClient client;

  private ApiServer(
      KubeAPIServer server, ApiServerPrograms programs, Path home, KubernetesClient client) {
    this.server = server;
    this.programs = programs;
    this.home = home;
    this.client = client;
  }

  /**
   * Starts a server of the given programs.
   *
   * @throws IllegalStateException when it does not answer within a minute
   */
  static ApiServer start(ApiServerPrograms programs) {
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(programs.cache().toString())
                .withApiServerVersion(programs.version())
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout((int) TimeUnit.MINUTES.toMillis(1))
                .build());
    server.start();
    try {
      Path home = Files.createTempDirectory("sluice-api-server");
      Files.writeString(home.resolve(KUBE_CONFIG), server.getKubeConfigYaml());
      Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      return new ApiServer(server, programs, home, client);
    } catch (IOException | RuntimeException e) {
      server.stop();
      throw new IllegalStateException("no client for the API server that was started", e);
    }
  }

  /** A client with all rights. The server closes it. */
  public KubernetesClient client() {
    return client;
  }

  /** A client with the rights of another user and its groups. The caller closes it. */
  public KubernetesClient clientAs(String user, String... groups) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build())
        .build();
  }

  /** Creates a namespace with a new name that starts with the prefix, and returns the name. */
  public String createNamespace(String prefix) {
    return client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(prefix + "-")
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  /** Installs the CustomResourceDefinition of CanaryRelease and waits until it is served. */
  public void installCrd() {
    try (InputStream yaml = ApiServer.class.getResourceAsStream(CRD)) {
      installCrds(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(CRD + " cannot be read", e);
    }
  }

  /**
   * Installs CustomResourceDefinitions, byte for byte as they are, and waits until they are served
   * and can be discovered.
   *
   * @param yaml one or more documents
   * @throws IllegalStateException when that takes more than half a minute
   */
  public void installCrds(String yaml) {
    try {
      Path file = Files.writeString(Files.createTempFile(home, "crds", ".yaml"), yaml);
      kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
      kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", file.toString());
      awaitDiscovery(kubectl("get", "-o", "name", "-f", file.toString()).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("no file for kubectl", e);
    }
  }

  /** A definition is established a moment before it is in the list of resources. */
  private void awaitDiscovery(List<String> definitions) {
    List<String> names = definitions.stream().map(d -> d.substring(d.indexOf('/') + 1)).toList();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!kubectl("api-resources", "-o", "name").lines().toList().containsAll(names)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("established but not discovered: " + names);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /**
   * Runs kubectl and returns what it printed, errors included.
   *
   * @throws IllegalStateException when it fails or takes more than a minute
   */
  public String kubectl(String... arguments) {
    return run(programs.kubectl(), arguments);
  }

  /**
   * Runs helm and returns what it printed, errors included. Where helm is missing the test is
   * skipped, or fails, by the rule of {@link ApiServerExtension}.
   *
   * @throws IllegalStateException when it fails or takes more than a minute
   */
  public String helm(String... arguments) {
    if (!Files.isExecutable(programs.helm())) {
      throw ApiServerExtension.missing(programs.helm() + " is missing");
    }
    return run(programs.helm(), arguments);
  }

  private String run(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", home.resolve(KUBE_CONFIG).toString());
    builder.environment().put("KUBECACHEDIR", home.resolve("kubectl").toString());
    builder.environment().put("HELM_CACHE_HOME", home.resolve("helm").toString());
    builder.environment().put("HELM_CONFIG_HOME", home.resolve("helm").toString());
    builder.environment().put("HELM_DATA_HOME", home.resolve("helm").toString());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(program + " cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + program + " ran", e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.stop();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
