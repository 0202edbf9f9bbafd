package dev.sluice.operator;

import dev.sluice.testing.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real API server with all that Sluice's chart installs, and the names of Istio's kinds. */
public final class TestCluster {
  static final String SYSTEM = "sluice-system";
  static final String USER = "system:serviceaccount:" + SYSTEM + ":sluice";
  static final String PAUSE_POLICY = "sluice-pause-on-change";

  private final ApiServer server;

  private TestCluster(ApiServer server) {
    this.server = server;
  }

  /** Installs what is not there yet. */
  public static TestCluster on(ApiServer server) {
    TestCluster cluster = new TestCluster(server);
    if (server.client().namespaces().withName(SYSTEM).get() == null) {
      cluster.install();
    }
    return cluster;
  }

  private void install() {
    server.installCrd();
    for (String definitions : List.of("/istio-crds.yaml", "/gateway-api-crds.yaml")) {
      try (InputStream yaml = TestCluster.class.getResourceAsStream(definitions)) {
        server.installCrds(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    server.kubectl("create", "namespace", SYSTEM);
    render("sluice").stream()
        .filter(object -> !object.getKind().equals("CustomResourceDefinition"))
        .forEach(object -> server.client().resource(object).serverSideApply());
  }

  /** The objects of the chart, without its hooks, as an installation of this name has them. */
  private List<HasMetadata> render(String release, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "template",
                release,
                Path.of("..", "charts", "sluice").toString(),
                "--namespace",
                SYSTEM,
                "--kube-version",
                "1.37.2",
                "--no-hooks",
                "--api-versions",
                "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"));
    arguments.addAll(List.of(more));
    return read(server.helm(arguments.toArray(String[]::new)));
  }

  /** A connection with the rights that the chart gives Sluice, and no others. */
  public Config asSluice() {
    return as(USER);
  }

  /**
   * A connection with the rights that the chart gives another installation.
   *
   * @param release the name of its Helm release, such as {@code sluice-2}
   * @param more arguments of helm, such as values
   */
  public Config asSluice(String release, String... more) {
    render(release, more).stream()
        .filter(object -> object.getApiVersion().startsWith("rbac.authorization.k8s.io/"))
        .forEach(object -> server.client().resource(object).serverSideApply());
    return as("system:serviceaccount:" + SYSTEM + ":" + release);
  }

  private Config as(String user) {
    return new ConfigBuilder(server.client().getConfiguration())
        .withImpersonateUsername(user)
        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
        .build();
  }

  public void create(String namespace, String yaml) {
    for (HasMetadata object : read(yaml)) {
      object.getMetadata().setNamespace(namespace);
      server.client().resource(object).create();
    }
  }

  private List<HasMetadata> read(String yaml) {
    try (InputStream in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))) {
      return server.client().load(in).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
