package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Job that runs before {@code helm uninstall} removes anything, as Helm treats it. */
@ExtendWith(ApiServerExtension.class)
class UninstallHookIT {
  private static final String CHART = Path.of("..", "charts", "sluice").toString();

  /** A Helm release beside the one that other tests have. */
  private static final String RELEASE = "sluice-hook";

  private static final String JOB = RELEASE + "-uninstall";
  private static final String FAILED =
      """
      {"status": {"startTime": "2026-01-01T00:00:00Z", "failed": 1, "conditions": [
        {"type": "FailureTarget", "status": "True", "reason": "BackoffLimitExceeded"},
        {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]}}
      """;
  private static final String COMPLETE =
      """
      {"status": {"startTime": "2026-01-01T00:00:00Z", "completionTime": "2026-01-01T00:00:01Z",
        "succeeded": 1, "conditions": [
        {"type": "SuccessCriteriaMet", "status": "True"}, {"type": "Complete", "status": "True"}]}}
      """;

  /** Shorter than Helm waits. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ApiServer server;

  UninstallHookIT(ApiServer server) {
    this.server = server;
    TestCluster.on(server);
  }

  @Test
  void byDefaultItOnlyChecksAndMayNotDelete() {
    List<HasMetadata> chart = render();
    assertThat(container(job(chart)).getArgs())
        .containsExactly(
            "prepare-uninstall",
            "--timeout=4m",
            "--lease-namespace=sluice-system",
            "--lease-name=sluice",
            "--helm-release=sluice-system/sluice/1");
    assertThat(job(chart).getMetadata().getAnnotations())
        .containsEntry("helm.sh/hook", "pre-delete")
        .containsEntry("helm.sh/hook-delete-policy", "before-hook-creation,hook-succeeded");
    assertThat(job(chart).getSpec().getBackoffLimit()).isZero();
    assertThat(job(chart).getSpec().getActiveDeadlineSeconds())
        .as("longer than the command, shorter than Helm waits")
        .isBetween(4 * 60 + 30L, 5 * 60 - 10L);
    assertThat(verbs(chart)).singleElement().asList().doesNotContain("delete").contains("list");
  }

  @Test
  void givingBackMayDelete() {
    List<HasMetadata> chart = render("--set=uninstall.giveBack=true");
    assertThat(container(job(chart)).getArgs()).startsWith("prepare-uninstall", "--give-back");
    assertThat(verbs(chart)).singleElement().asList().contains("delete");
  }

  @Test
  void inNamespacesItHasRightsThereAlone() {
    List<HasMetadata> chart =
        render("--set=namespaces={shop,pay}", "--set=uninstall.giveBack=true");
    assertThat(container(job(chart)).getArgs()).contains("--namespaces=shop,pay");
    assertThat(verbs(chart)).hasSize(2).allSatisfy(verbs -> assertThat(verbs).contains("delete"));
    assertThat(of(chart, ClusterRole.class).flatMap(role -> role.getRules().stream()))
        .noneMatch(rule -> rule.getResources().contains("canaryreleases"));
    assertThat(verbs(render("--set=namespaces={shop}"))).noneMatch(v -> v.contains("delete"));
  }

  @Test
  void itsPodIsLikeTheOperatorsAndHasNoSidecar() {
    List<HasMetadata> chart =
        render(
            "--set=podLabels.team=mesh",
            "--set-string=podLabels.sidecar\\.istio\\.io/inject=true",
            "--set=podAnnotations.a=b",
            "--set=imagePullSecrets[0].name=registry",
            "--set=priorityClassName=high",
            "--set=nodeSelector.pool=system",
            "--set=tolerations[0].key=system",
            "--set=affinity.nodeAffinity.x=y");
    Deployment operator = of(chart, Deployment.class).findFirst().orElseThrow();
    PodSpec like = operator.getSpec().getTemplate().getSpec();
    PodSpec pod = job(chart).getSpec().getTemplate().getSpec();
    assertThat(pod)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "securityContext",
            "serviceAccountName",
            "imagePullSecrets",
            "priorityClassName",
            "nodeSelector",
            "tolerations",
            "affinity",
            "enableServiceLinks",
            "volumes")
        .isEqualTo(like);
    assertThat(pod.getTolerations()).isNotEmpty();
    assertThat(container(job(chart)))
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "image", "imagePullPolicy", "securityContext", "resources", "volumeMounts")
        .isEqualTo(like.getContainers().get(0));
    assertThat(container(job(chart)).getTerminationMessagePolicy())
        .isEqualTo("FallbackToLogsOnError");
    assertThat(job(chart).getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("sidecar.istio.io/inject", "false")
        .containsEntry("team", "mesh")
        .as("the operator's Service does not select it")
        .doesNotContainEntry("app.kubernetes.io/name", "sluice");
    assertThat(job(chart).getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("a", "b");
  }

  @Test
  void aRefusedUninstallationCanBeTriedAgainOrContinuedByRollback() {
    String namespace = server.createNamespace("helm");
    String[] values = {
      "--set=crds.install=false", "--set=pausePolicy.install=false", "--set=namespaces={x}"
    };
    server.client().namespaces().resource(namespaceNamed("x")).serverSideApply();
    helm(namespace, "install", RELEASE, CHART, values);

    CompletableFuture<Void> first = endJob(namespace, "", FAILED);
    assertThatThrownBy(() -> helm(namespace, "uninstall", RELEASE, ""));
    first.join();
    assertThat(operator(namespace)).as("nothing is removed").isNotNull();
    assertThat(uid(namespace)).as("its log can be read").isNotEmpty();

    String giveBack = "--set=uninstall.giveBack=true";
    assertThatThrownBy(() -> helm(namespace, "upgrade", RELEASE, CHART, "--reuse-values", giveBack))
        .as("Helm upgrades nothing that is uninstalling, as the message takes into account")
        .hasMessageContaining("has no deployed releases");
    helm(namespace, "rollback", RELEASE, "1");
    helm(namespace, "upgrade", RELEASE, CHART, "--reuse-values", giveBack);

    CompletableFuture<Void> second = endJob(namespace, uid(namespace), COMPLETE);
    helm(namespace, "uninstall", RELEASE, "");
    second.join();
    assertThat(operator(namespace)).isNull();
    assertThat(uid(namespace)).as("a Job that succeeded is removed").isEmpty();
  }

  private static Namespace namespaceNamed(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private void helm(String namespace, String verb, String release, String first, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--namespace", namespace, verb, release));
    Stream.concat(Stream.of(first), Stream.of(more))
        .filter(argument -> !argument.isEmpty())
        .forEach(arguments::add);
    server.helm(arguments.toArray(String[]::new));
  }

  /**
   * Ends the Job as the Job controller would, which this API server does not have. Like that one it
   * tries again: Helm waits for minutes.
   */
  private CompletableFuture<Void> endJob(String namespace, String former, String status) {
    return CompletableFuture.runAsync(
        () -> {
          await()
              .atMost(LONG)
              .ignoreExceptions()
              .until(() -> uid(namespace), is -> !is.isEmpty() && !is.equals(former));
          await()
              .atMost(LONG)
              .ignoreExceptions()
              .untilAsserted(
                  () ->
                      server.kubectl(
                          "-n",
                          namespace,
                          "patch",
                          "job",
                          JOB,
                          "--subresource=status",
                          "--type=merge",
                          "-p",
                          status));
        });
  }

  /** Of the Job; empty if there is none. */
  private String uid(String namespace) {
    Job job = server.client().batch().v1().jobs().inNamespace(namespace).withName(JOB).get();
    return job == null ? "" : job.getMetadata().getUid();
  }

  private Deployment operator(String namespace) {
    KubernetesClient client = server.client();
    return client.apps().deployments().inNamespace(namespace).withName(RELEASE).get();
  }

  private List<HasMetadata> render(String... values) {
    List<String> arguments =
        new ArrayList<>(List.of("template", "sluice", CHART, "--namespace=sluice-system"));
    arguments.add("--kube-version=1.37.2");
    arguments.addAll(List.of(values));
    String yaml = server.helm(arguments.toArray(String[]::new));
    return server
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items();
  }

  private static <T> Stream<T> of(List<HasMetadata> chart, Class<T> kind) {
    return chart.stream().filter(kind::isInstance).map(kind::cast);
  }

  private static Job job(List<HasMetadata> chart) {
    return of(chart, Job.class).findFirst().orElseThrow();
  }

  private static Container container(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  /** The verbs for CanaryReleases, of each role that has some. */
  private static List<List<String>> verbs(List<HasMetadata> chart) {
    return Stream.concat(
            of(chart, ClusterRole.class).flatMap(role -> role.getRules().stream()),
            of(chart, Role.class).flatMap(role -> role.getRules().stream()))
        .filter(rule -> rule.getResources().contains("canaryreleases"))
        .map(PolicyRule::getVerbs)
        .toList();
  }
}
