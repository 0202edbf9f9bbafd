package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Observation.Rival;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.istio.IstioObjects;
import dev.sluice.workload.DeploymentView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What must hold around a CanaryRelease before Sluice touches anything. */
public final class Preflight {
  private static final Pattern HTTP =
      Pattern.compile("(http|http2|grpc|grpc-web|https?)(-.*)?|kubernetes\\.io/h2c");

  private final Observation seen;
  private final ReleasePolicy policy;
  private final List<Violation> refusals = new ArrayList<>();

  private Preflight(Observation seen, ReleasePolicy policy) {
    this.seen = seen;
    this.policy = policy;
  }

  public static List<Violation> check(Observation seen, ReleasePolicy policy) {
    Preflight preflight = new Preflight(seen, policy);
    seen.platformProblem().ifPresent(preflight.refusals::add);
    preflight.rivals();
    preflight.deployment();
    preflight.service();
    preflight.mesh();
    preflight.latencyBounds();
    return List.copyOf(preflight.refusals);
  }

  /** The older one goes on; of two made in the same second, the one first by name. */
  private void rivals() {
    for (Rival rival : seen.rivals()) {
      boolean older =
          rival.created().isBefore(seen.self().created())
              || (rival.created().equals(seen.self().created())
                  && rival.name().compareTo(seen.self().name()) < 0);
      if (!older) {
        continue;
      }
      if (rival.deployment().equals(policy.deployment())) {
        refuse(
            "TargetTaken",
            "spec.target.deployment",
            "\"%s\" is released by CanaryRelease %s already; delete one of the two"
                .formatted(policy.deployment(), rival.name()));
      } else if (rival.service().equals(policy.service())) {
        refuse(
            "ServiceTaken",
            "spec.service",
            "\"%s\" is routed by CanaryRelease %s already; delete one of the two"
                .formatted(policy.service(), rival.name()));
      }
    }
  }

  private void deployment() {
    Optional<DeploymentView> deployment = seen.deployment();
    if (deployment.isEmpty()) {
      refuse(
          "DeploymentNotFound",
          "spec.target.deployment",
          "there is no Deployment \"%s\" in namespace %s; create it or correct the name"
              .formatted(policy.deployment(), seen.self().namespace()));
    } else if (deployment.get().paused() && deployment.get().pausedBy().isPresent()) {
      refuse(
          "DeploymentPaused",
          "Deployment " + policy.deployment(),
          "spec.paused is set by \"%s\"; remove it there, Sluice pauses and unpauses by itself"
              .formatted(deployment.get().pausedBy().get()));
    }
  }

  private void service() {
    if (seen.service().isEmpty()) {
      refuse(
          "ServiceNotFound",
          "spec.service",
          "there is no Service \"%s\" in namespace %s; create it or correct the name"
              .formatted(policy.service(), seen.self().namespace()));
      return;
    }
    Map<String, Object> service = seen.service().get();
    String field = "Service " + policy.service();
    if (Unstructured.maps(service, "spec", "ports").stream().noneMatch(Preflight::http)) {
      refuse(
          "NoHttpPort",
          field,
          "no port says that it speaks HTTP; name one \"http\" or \"grpc\", or set its appProtocol");
    }
    Map<String, String> selector = Unstructured.texts(service, "spec", "selector");
    seen.deployment()
        .map(deployment -> Unstructured.texts(deployment.template(), "metadata", "labels"))
        .filter(labels -> selector.isEmpty() || !labels.entrySet().containsAll(selector.entrySet()))
        .ifPresent(
            labels ->
                refuse(
                    "ServiceSelectsOthers",
                    field,
                    "its selector %s does not select the pods of Deployment %s with labels %s"
                        .formatted(selector, policy.deployment(), labels)));
  }

  private static boolean http(Map<String, Object> port) {
    String application = Unstructured.text(port, "appProtocol");
    return HTTP.matcher(application.isEmpty() ? Unstructured.text(port, "name") : application)
        .matches();
  }

  private void mesh() {
    for (Map<String, Object> rule : seen.foreignRules()) {
      refuse(
          "HostTaken",
          "%s %s/%s"
              .formatted(
                  Unstructured.text(rule, "kind"),
                  Unstructured.text(rule, "metadata", "namespace"),
                  Unstructured.text(rule, "metadata", "name")),
          "it rules host \"%s\" already; take its rules for this host away"
              .formatted(policy.service()));
    }
    taken(seen.virtualService());
    taken(seen.destinationRule());
    if (policy.mtls().isPresent()) {
      taken(seen.peerAuthentication());
    }
  }

  /** A share of slower requests is counted at the histogram's own bounds and nowhere else. */
  private void latencyBounds() {
    List<MetricRule.Latency> limited =
        policy.rules().metrics().stream()
            .filter(MetricRule.Latency.class::isInstance)
            .map(MetricRule.Latency.class::cast)
            .filter(latency -> latency.max().isPresent())
            .toList();
    if (limited.isEmpty()) {
      return;
    }
    SortedSet<Double> known = new TreeSet<>();
    seen.samples()
        .flatMap(MetricsSnapshot::history)
        .orElse(List.of())
        .forEach(tally -> known.addAll(tally.durations().keySet()));
    for (MetricRule.Latency latency : limited) {
      double millis = latency.max().orElseThrow().millis();
      if (!known.isEmpty() && !known.contains(millis)) {
        noBound(latency, millis, known);
      }
    }
  }

  private void noBound(MetricRule.Latency rule, double millis, SortedSet<Double> known) {
    double nearest =
        known.stream()
            .filter(Double::isFinite)
            .min(Comparator.comparingDouble(bound -> Math.abs(Math.log(bound / millis))))
            .orElse(millis);
    refuse(
        "NoSuchBound",
        "spec.analysis.metrics[name=" + rule.name() + "].latency.max.duration",
        "%s ms is no bound of the mesh's histogram of durations; the nearest is %s ms"
            .formatted(plain(millis), plain(nearest)));
  }

  private static String plain(double millis) {
    return BigDecimal.valueOf(millis).stripTrailingZeros().toPlainString();
  }

  private void taken(Optional<Map<String, Object>> there) {
    there
        .filter(object -> !IstioObjects.ours(object, seen.self().name()))
        .ifPresent(
            object ->
                refuse(
                    "NameTaken",
                    Unstructured.text(object, "kind") + " " + seen.self().name(),
                    "it is not Sluice's; rename it, or give the CanaryRelease another name"));
  }

  private void refuse(String reason, String field, String message) {
    refusals.add(new Violation(reason, field, message));
  }
}
