package dev.sluice.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A managed Deployment is paused in the write that changes its template, whoever writes by whatever
 * means; Sluice's ServiceAccount alone resumes it.
 */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausePolicyIT {
  private static final String AS_SLUICE = "--as=" + Chart.USER;
  private static final String UNMANAGED = "sluice.dev/unmanaged=true";
  private static final String USERS = "deployment/users";

  @TempDir private static Path directory;
  private ApiServer server;
  private String namespace;

  @BeforeAll
  void install(ApiServer server) throws IOException {
    this.server = server;
    Chart.install(server, "sluice");
    awaitPolicy();
  }

  /** The API server takes a moment until it has read a new policy. */
  private void awaitPolicy() throws IOException {
    adopted();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (int attempt = 0; !paused(); attempt++) {
      assertThat(System.nanoTime()).as("policy is in force in time").isLessThan(deadline);
      kubectl("set", "env", USERS, "ATTEMPT=" + attempt);
    }
  }

  @BeforeEach
  void adopted() throws IOException {
    namespace = server.createNamespace("pause");
    kubectl("apply", "-f", manifest("1"));
    kubectl("label", USERS, "sluice.dev/managed=true", AS_SLUICE);
    assertThat(paused()).isFalse();
  }

  @Test
  void setEnvPauses() {
    kubectl("set", "env", USERS, "A=b");
    assertPausedByNobody();
  }

  @Test
  void setImagePauses() {
    kubectl("set", "image", USERS, "app=users:2");
    assertPausedByNobody();
  }

  @Test
  void patchPauses() {
    kubectl(
        "patch",
        USERS,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"users:2\"}]");
    assertPausedByNobody();
  }

  @Test
  void clientSideApplyPauses() throws IOException {
    kubectl("apply", "-f", manifest("2"));
    assertPausedByNobody();
  }

  @Test
  void serverSideApplyByAnotherManagerPauses() throws IOException {
    kubectl(
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=gitops",
        "-f",
        manifest("2"));
    assertPausedByNobody();
  }

  @Test
  void replacePausesAndKeepsTheLabelThatItDrops() throws IOException {
    kubectl("replace", "-f", manifest("2"));
    assertPausedByNobody();
    assertThat(managed()).isTrue();
    kubectl("replace", "-f", manifest("3"));
    assertThat(paused()).as("the next write too").isTrue();
    assertThat(managed()).isTrue();
  }

  @Test
  void theLabelStaysWhoeverRemovesOrChangesIt() {
    kubectl("label", USERS, "sluice.dev/managed-");
    assertThat(managed()).isTrue();
    kubectl("label", USERS, "sluice.dev/managed=false", "--overwrite");
    assertThat(managed()).isTrue();
    assertThat(paused()).as("only a template pauses").isFalse();
    kubectl(
        "patch", USERS, "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/metadata/labels\"}]");
    assertThat(managed()).isTrue();
  }

  @Test
  void otherLabelsAreTheUsers() {
    kubectl("label", USERS, "a=b");
    kubectl("label", USERS, "sluice.dev/managed-", "a=c", "--overwrite");
    assertThat(deployment().getMetadata().getLabels())
        .containsOnly(Map.entry("a", "c"), Map.entry("sluice.dev/managed", "true"));
  }

  /** Without the label the pause would be void from the next write on. */
  @Test
  void theLabelIsKeptWhileItIsPaused() {
    kubectl("set", "env", USERS, "A=b");
    kubectl(
        "patch",
        USERS,
        "-p",
        "{\"metadata\":{\"labels\":{\"sluice.dev/managed\":null}},\"spec\":{\"paused\":false}}");
    assertThat(paused()).isTrue();
    assertThat(managed()).isTrue();
  }

  @Test
  void replaceWithoutPausedStaysPaused() throws IOException {
    kubectl("set", "image", USERS, "app=users:2");
    kubectl("replace", "-f", manifest("2"));
    assertThat(paused()).isTrue();
  }

  @Test
  void labelRemovedInTheSameWritePauses() {
    kubectl(
        "patch",
        USERS,
        "-p",
        "{\"metadata\":{\"labels\":{\"sluice.dev/managed\":null}},\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}}}}");
    assertPausedByNobody();
    assertThat(managed()).isTrue();
  }

  @Test
  void rolloutRestartPauses() {
    kubectl("rollout", "restart", USERS);
    assertPausedByNobody();
  }

  @Test
  void rolloutResumeDoesNotResume() {
    kubectl("set", "env", USERS, "A=b");
    assertThat(kubectl("rollout", "resume", USERS)).contains("resumed");
    assertThat(paused()).isTrue();
  }

  @Test
  void scaleWorksWhilePaused() {
    kubectl("set", "env", USERS, "A=b");
    kubectl("scale", USERS, "--replicas=5");
    assertThat(deployment().getSpec().getReplicas()).isEqualTo(5);
    assertThat(paused()).isTrue();
  }

  @Test
  void templateSetBackStaysPaused() throws IOException {
    kubectl("apply", "-f", manifest("2"));
    kubectl("apply", "-f", manifest("1"));
    assertThat(paused()).isTrue();
  }

  @Test
  void sameManifestAgainDoesNotPause() throws IOException {
    kubectl("apply", "-f", manifest("1"));
    kubectl("apply", "--server-side", "--force-conflicts", "-f", manifest("1"));
    assertThat(paused()).isFalse();
  }

  @Test
  void scaleAndMetadataDoNotPause() {
    kubectl("scale", USERS, "--replicas=5");
    kubectl("annotate", USERS, "a=b");
    kubectl("label", USERS, "a=b");
    assertThat(paused()).isFalse();
  }

  @Test
  void sluiceResumes() {
    kubectl("set", "env", USERS, "A=b");
    String version = deployment().getMetadata().getResourceVersion();
    kubectl(
        "patch",
        USERS,
        "--type=merge",
        "-p",
        "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"spec\":{\"paused\":false}}",
        AS_SLUICE);
    assertThat(paused()).isFalse();
  }

  @Test
  void sluiceMayChangeTheTemplate() {
    kubectl("patch", USERS, "-p", "{\"spec\":{\"minReadySeconds\":1}}", AS_SLUICE);
    kubectl(
        "patch",
        USERS,
        "-p",
        "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}}}}",
        AS_SLUICE);
    assertThat(paused()).isFalse();
  }

  @Test
  void aDeploymentWithoutTheLabelIsLeftAlone() {
    kubectl("label", USERS, "sluice.dev/managed-", AS_SLUICE);
    kubectl("set", "env", USERS, "A=b");
    assertThat(paused()).isFalse();
    assertThat(managed()).isFalse();
  }

  @Test
  void anUnmanagedDeploymentIsLeftAlone() {
    kubectl("set", "env", USERS, "A=b");
    kubectl("annotate", USERS, UNMANAGED);
    kubectl("rollout", "resume", USERS);
    assertThat(paused()).isFalse();
    kubectl("set", "env", USERS, "A=c");
    assertThat(paused()).isFalse();
    kubectl("label", USERS, "sluice.dev/managed-");
    assertThat(managed()).isFalse();
  }

  @Test
  void theWriteThatEndsItIsPaused() {
    kubectl("annotate", USERS, UNMANAGED);
    kubectl(
        "patch",
        USERS,
        "-p",
        "{\"metadata\":{\"annotations\":{\"sluice.dev/unmanaged\":null}},"
            + "\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}}}}}");
    assertPausedByNobody();
    assertThat(managed()).isTrue();
  }

  @Test
  void onlyTheValueTrueIsUnmanaged() {
    kubectl("annotate", USERS, "sluice.dev/unmanaged=false");
    kubectl("set", "env", USERS, "A=b");
    assertPausedByNobody();
  }

  private void assertPausedByNobody() {
    assertThat(paused()).isTrue();
    assertThat(deployment().getMetadata().getManagedFields())
        .as("managers of spec.paused")
        .filteredOn(
            entry ->
                server
                    .client()
                    .getKubernetesSerialization()
                    .asJson(entry.getFieldsV1())
                    .contains("\"f:paused\""))
        .isEmpty();
  }

  private boolean managed() {
    Map<String, String> labels = deployment().getMetadata().getLabels();
    return labels != null && "true".equals(labels.get("sluice.dev/managed"));
  }

  private boolean paused() {
    return Boolean.TRUE.equals(deployment().getSpec().getPaused());
  }

  private Deployment deployment() {
    return server.client().apps().deployments().inNamespace(namespace).withName("users").require();
  }

  private String kubectl(String... arguments) {
    String[] inNamespace = Arrays.copyOf(arguments, arguments.length + 1);
    inNamespace[arguments.length] = "--namespace=" + namespace;
    return server.kubectl(inNamespace);
  }

  private String manifest(String version) throws IOException {
    return Files.writeString(
            directory.resolve("users-" + version + ".yaml"),
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: users}
            spec:
              replicas: 2
              selector: {matchLabels: {app: users}}
              template:
                metadata: {labels: {app: users}}
                spec:
                  containers:
                    - {name: app, image: "users:%s"}
            """
                .formatted(version))
        .toString();
  }
}
