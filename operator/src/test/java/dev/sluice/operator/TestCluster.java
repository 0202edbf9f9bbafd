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
    try (InputStream yaml = TestCluster.class.getResourceAsStream("/istio-crds.yaml")) {
      server.installCrds(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.kubectl("create", "namespace", SYSTEM);
    String chart =
        server.helm(
            "template",
            "sluice",
            Path.of("..", "charts", "sluice").toString(),
            "--namespace",
            SYSTEM,
            "--kube-version",
            "1.37.2",
            "--api-versions",
            "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy");
    read(chart).stream()
        .filter(object -> !object.getKind().equals("CustomResourceDefinition"))
        .forEach(object -> server.client().resource(object).serverSideApply());
  }

  /** A connection with the rights that the chart gives Sluice, and no others. */
  public Config asSluice() {
    return new ConfigBuilder(server.client().getConfiguration())
        .withImpersonateUsername(USER)
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
