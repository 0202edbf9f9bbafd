package dev.sluice.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The chart as an API server takes it. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartIT {
  private static final List<String> VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  private ApiServer server;

  @BeforeAll
  void install(ApiServer server) {
    this.server = server;
    Chart.install(server, "sluice");
  }

  @Test
  void lintIsClean() {
    assertThat(server.helm("lint", "--strict", Chart.PATH)).contains("0 chart(s) failed");
  }

  @Test
  void valuesAreChecked() {
    assertThatThrownBy(() -> server.helm("template", Chart.PATH, "--set=logLevel=loud"))
        .hasMessageContaining("/logLevel");
    assertThatThrownBy(() -> server.helm("template", Chart.PATH, "--set=prometheus.uri=http://p"))
        .hasMessageContaining("additional properties 'uri' not allowed");
    assertThatThrownBy(() -> server.helm("template", Chart.PATH, "--set=prometheus.url=p:9090"))
        .hasMessageContaining("/prometheus/url");
    assertThatThrownBy(() -> server.helm("template", Chart.PATH, "--set=sampling.step=0.5s"))
        .hasMessageContaining("/sampling/step");
    assertThatThrownBy(
            () -> server.helm("template", Chart.PATH, "--set=prometheus.auth.keys.ca=ca.crt"))
        .hasMessageContaining("set prometheus.auth.existingSecret");
    assertThatThrownBy(
            () -> server.helm("template", Chart.PATH, "--set=prometheus.auth.existingSecret=s"))
        .hasMessageContaining("set one of prometheus.auth.keys");
  }

  @Test
  void credentialsAreMountedFromTheSecretThatIsNamed() {
    String bare = server.helm("template", Chart.PATH);
    assertThat(bare).doesNotContain("_FILE", "prometheus-auth", "fsGroup");
    String rendered =
        server.helm(
            "template",
            Chart.PATH,
            "--set=prometheus.auth.existingSecret=metrics-client",
            "--set=prometheus.auth.keys.ca=ca.crt",
            "--set=prometheus.auth.keys.clientCertificate=tls.crt",
            "--set=prometheus.auth.keys.clientKey=tls.key");
    assertThat(rendered)
        .containsPattern("name: SLUICE_PROMETHEUS_CA_FILE\\s+value: /etc/sluice/prometheus/ca.crt")
        .containsPattern(
            "name: SLUICE_PROMETHEUS_CERT_FILE\\s+value: /etc/sluice/prometheus/tls.crt")
        .containsPattern(
            "name: SLUICE_PROMETHEUS_KEY_FILE\\s+value: /etc/sluice/prometheus/tls.key")
        .containsPattern("name: prometheus-auth\\s+mountPath: /etc/sluice/prometheus")
        .contains("secretName: metrics-client", "fsGroup: 65532")
        .doesNotContain("BEARER_TOKEN", "USERNAME");
  }

  @Test
  void alertsComeWithAPrometheusRule() {
    assertThat(server.helm("template", Chart.PATH)).doesNotContain("PrometheusRule");
    String bare = server.helm("template", Chart.PATH, "--set=prometheusRule.enabled=true");
    assertThat(bare)
        .contains("kind: PrometheusRule", "alert: SluiceReleaseStalled", "alert: SluiceDown")
        .contains("{{ $labels.namespace }}/{{ $labels.name }}")
        .doesNotContain("runbook_url", "RUNBOOKS");
    assertThat(
            server.helm(
                "template",
                Chart.PATH,
                "--set=prometheusRule.enabled=true",
                "--set=prometheusRule.labels.team=web",
                "--set=prometheusRule.runbooks=https://docs.example/sluice/"))
        .contains("runbook_url: https://docs.example/sluice/on-call.md", "team: web")
        .doesNotContain("RUNBOOKS");
  }

  @Test
  void uninstallKeepsTheDefinitionAndItsObjects() {
    uninstall("sluice");
    try {
      CustomResourceDefinition crd =
          server
              .client()
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName("canaryreleases.sluice.dev")
              .get();
      assertThat(crd.getMetadata().getDeletionTimestamp()).isNull();
      assertThat(crd.getMetadata().getAnnotations())
          .containsEntry(CanaryRelease.SCHEMA_ANNOTATION, CanaryRelease.SCHEMA_VERSION);
      assertThat(deployment()).isNull();
    } finally {
      Chart.install(server, "sluice");
    }
    assertThat(deployment()).isNotNull();
  }

  @Test
  void olderApiServerGetsNoPolicyAndTheNotesSaySo() {
    String rendered = server.helm("template", "sluice", Chart.PATH, "--api-versions=v1");
    assertThat(rendered).doesNotContain("MutatingAdmissionPolicy\n");
    String notes =
        server.helm(
            "install", "sluice", Chart.PATH, "--dry-run=client", "--set=pausePolicy.install=false");
    assertThat(notes).containsIgnoringCase("no release starts");
  }

  @Test
  void podIsAcceptedUnderTheRestrictedStandard() {
    String namespace = "restricted-" + server.createNamespace("for");
    server
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    Deployment deployment = deployment();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("sluice")
            .withNamespace(namespace)
            .endMetadata()
            .withSpec(deployment.getSpec().getTemplate().getSpec())
            .build();
    assertThat(server.client().resource(pod).create().getMetadata().getUid()).isNotNull();
  }

  @Test
  void operatorHasTheseRightsAndNoOthers() {
    String namespace = server.createNamespace("rights");
    assertRights(namespace, "sluice.dev", "canaryreleases", "get", "list", "watch", "patch");
    assertRights(namespace, "sluice.dev", "canaryreleases/status", "patch");
    assertRights(
        namespace, "apps", "deployments", "get", "list", "watch", "create", "patch", "delete");
    assertRights(namespace, "apps", "replicasets", "list", "watch");
    assertRights(namespace, "", "services", "list", "watch");
    assertRights(namespace, "", "pods", "list");
    assertRights(namespace, "discovery.k8s.io", "endpointslices", "list", "watch");
    assertRights(namespace, "autoscaling", "horizontalpodautoscalers", "list", "watch");
    for (String kind : List.of("virtualservices", "destinationrules")) {
      assertRights(
          namespace, "networking.istio.io", kind, "list", "watch", "create", "patch", "delete");
    }
    assertRights(namespace, "networking.istio.io", "gateways", "list", "watch");
    for (String kind :
        List.of("peerauthentications", "requestauthentications", "authorizationpolicies")) {
      assertRights(
          namespace, "security.istio.io", kind, "list", "watch", "create", "patch", "delete");
    }
    assertRights(namespace, "events.k8s.io", "events", "create", "patch");
    assertRights(namespace, "coordination.k8s.io", "leases");
    for (String resource : List.of("secrets", "configmaps", "pods/exec", "nodes")) {
      assertRights(namespace, "", resource);
    }
    assertRights(namespace, "rbac.authorization.k8s.io", "clusterroles");
    assertRights(namespace, "networking.istio.io", "serviceentries");
    assertRights(namespace, "networking.istio.io", "envoyfilters");
    assertRights(namespace, "apiextensions.k8s.io", "customresourcedefinitions");
    assertRights(namespace, "admissionregistration.k8s.io", "mutatingadmissionpolicies");
  }

  @Test
  void namedRightsAreForTheirNamesOnly() {
    assertThat(rights(Chart.NAMESPACE, "coordination.k8s.io", "leases", "sluice"))
        .containsExactlyInAnyOrder("get", "create", "update", "patch");
    assertThat(rights(Chart.NAMESPACE, "coordination.k8s.io", "leases", "other"))
        .containsExactly("create");
    assertThat(
            rights(
                null,
                "apiextensions.k8s.io",
                "customresourcedefinitions",
                "canaryreleases.sluice.dev"))
        .containsExactly("get");
    for (String kind : List.of("mutatingadmissionpolicies", "mutatingadmissionpolicybindings")) {
      assertThat(rights(null, "admissionregistration.k8s.io", kind, "sluice-pause-on-change"))
          .containsExactly("get");
    }
  }

  @Test
  void namespacedModeReachesNothingElse() {
    String mine = server.createNamespace("mine");
    String other = server.createNamespace("other");
    Chart.install(server, "scoped", "--set=crds.install=false", "--set=namespaces={" + mine + "}");
    try {
      String user = "system:serviceaccount:" + Chart.NAMESPACE + ":scoped-sluice";
      assertThat(rights(user, mine, "apps", "deployments", null)).contains("patch", "delete");
      assertThat(rights(user, other, "apps", "deployments", null)).isEmpty();
      assertThat(rights(user, null, "apps", "deployments", null)).isEmpty();
    } finally {
      uninstall("scoped");
    }
  }

  @Test
  void rateLimitsComeWithTheRightToWriteEnvoyFilters() {
    String namespace = server.createNamespace("limited");
    Chart.install(server, "limits", "--set=crds.install=false", "--set=rateLimit.enabled=true");
    try {
      String user = "system:serviceaccount:" + Chart.NAMESPACE + ":limits-sluice";
      assertThat(rights(user, namespace, "networking.istio.io", "envoyfilters", null))
          .containsExactlyInAnyOrder("list", "watch", "create", "patch", "delete");
    } finally {
      uninstall("limits");
    }
  }

  /** Without the hook's Job, for which there is no node. */
  private void uninstall(String release) {
    server.helm("uninstall", release, "--no-hooks", "--namespace=" + Chart.NAMESPACE);
  }

  private Deployment deployment() {
    return server
        .client()
        .apps()
        .deployments()
        .inNamespace(Chart.NAMESPACE)
        .withName("sluice")
        .get();
  }

  private void assertRights(String namespace, String group, String resource, String... verbs) {
    assertThat(rights(namespace, group, resource, null))
        .as("verbs for %s of group '%s'", resource, group)
        .containsExactlyInAnyOrder(verbs);
  }

  private Set<String> rights(String namespace, String group, String resource, String name) {
    return rights(Chart.USER, namespace, group, resource, name);
  }

  private Set<String> rights(
      String user, String namespace, String group, String resource, String name) {
    String[] parts = resource.split("/", 2);
    Set<String> allowed = new TreeSet<>();
    for (String verb : VERBS) {
      boolean may =
          server
              .client()
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(user)
                      .withNewResourceAttributes()
                      .withNamespace(namespace)
                      .withGroup(group)
                      .withResource(parts[0])
                      .withSubresource(parts.length == 2 ? parts[1] : null)
                      .withName(name)
                      .withVerb(verb)
                      .endResourceAttributes()
                      .endSpec()
                      .build())
              .getStatus()
              .getAllowed();
      if (may) {
        allowed.add(verb);
      }
    }
    return allowed;
  }
}
