package dev.sluice.cli.lint;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.spec.Timeout;
import dev.sluice.spec.TimeoutAction;
import dev.sluice.traffic.AllowRules;
import dev.sluice.traffic.JwtRules;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.RequestLimit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a CanaryRelease with every default filled in; it has the same effect as its source. */
public final class EffectiveSpec {
  private EffectiveSpec() {}

  /** One YAML document. */
  public static String yaml(LintedRelease release) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", release.name());
    if (!release.namespace().isEmpty()) {
      metadata.put("namespace", release.namespace());
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "sluice.dev/v1alpha1");
    object.put("kind", "CanaryRelease");
    object.put("metadata", metadata);
    object.put("spec", spec(release.policy().orElseThrow()));
    return YamlWriter.of(object);
  }

  private static Map<String, Object> spec(ReleasePolicy policy) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("target", Map.of("deployment", policy.deployment()));
    spec.put("service", policy.service());
    spec.put("paused", policy.paused());
    spec.put("steps", steps(policy.steps()));
    spec.put("analysis", analysis(policy));
    Map<String, Object> traffic = new LinkedHashMap<>();
    if (!policy.trafficPolicy().isEmpty()) {
      traffic.put("trafficPolicy", policy.trafficPolicy());
    }
    if (!policy.canaryTrafficPolicy().isEmpty()) {
      traffic.put("canaryTrafficPolicy", policy.canaryTrafficPolicy());
    }
    policy
        .policy(RequestLimit.class)
        .ifPresent(limit -> traffic.put("rateLimit", rateLimit(limit)));
    traffic.put("propagation", SpecQuantities.text(policy.propagation()));
    traffic.put("drain", SpecQuantities.text(policy.drain()));
    traffic.put("bypass", policy.bypass().name());
    if (!policy.canaryLabels().isEmpty()) {
      traffic.put("canaryLabels", policy.canaryLabels());
    }
    spec.put("traffic", traffic);
    Map<String, Object> security = security(policy);
    if (!security.isEmpty()) {
      spec.put("security", security);
    }
    Map<String, Object> onDelete = new LinkedHashMap<>();
    onDelete.put("rejectedTemplate", policy.rejectedTemplate().name());
    onDelete.put("security", policy.securityOnDelete().name());
    spec.put("onDelete", onDelete);
    return spec;
  }

  private static Map<String, Object> rateLimit(RequestLimit limit) {
    Map<String, Object> rateLimit = new LinkedHashMap<>();
    rateLimit.put("requests", limit.requests());
    rateLimit.put("per", SpecQuantities.text(limit.period()));
    rateLimit.put("burst", limit.burst());
    return rateLimit;
  }

  private static Map<String, Object> security(ReleasePolicy policy) {
    Map<String, Object> security = new LinkedHashMap<>();
    policy
        .policy(MutualTls.class)
        .map(mtls -> mtls.strict() ? MtlsMode.Strict : MtlsMode.Permissive)
        .ifPresent(mode -> security.put("mtls", Map.of("mode", mode.name())));
    policy.policy(JwtRules.class).ifPresent(jwt -> security.put("jwt", jwt.rules()));
    policy.policy(AllowRules.class).ifPresent(allow -> security.put("allow", allow.rules()));
    return security;
  }

  private static List<Map<String, Object>> steps(List<ReleaseStep> steps) {
    Set<String> names = new HashSet<>();
    return steps.stream().map(step -> step(step, names.add(step.name()))).toList();
  }

  /** A default name that occurs twice is written only once, because names must be unique. */
  private static Map<String, Object> step(ReleaseStep given, boolean named) {
    Map<String, Object> step = new LinkedHashMap<>();
    if (named) {
      step.put("name", given.name());
    }
    step.put("weight", given.weight());
    step.put("duration", SpecQuantities.text(given.minimum()));
    step.put("until", given.gate().asksForProof() ? "Proven" : "Elapsed");
    return step;
  }

  private static Map<String, Object> analysis(ReleasePolicy policy) {
    Map<String, Object> analysis = new LinkedHashMap<>();
    analysis.put("mode", mode(policy.analysis().mode()));
    analysis.put(
        "falseRollbackRate", SpecQuantities.percent(policy.analysis().falseRollbackRate()));
    analysis.put(
        "metrics", policy.analysis().metrics().stream().map(EffectiveSpec::metric).toList());
    analysis.put("onInconclusive", timeout(policy.timeouts().inconclusive()));
    analysis.put("onNoTraffic", timeout(policy.timeouts().noTraffic()));
    analysis.put("onNoData", timeout(policy.timeouts().noData()));
    return analysis;
  }

  private static Map<String, Object> metric(MetricRule rule) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("name", rule.name());
    metric.put("mode", mode(rule.mode()));
    String source =
        rule.match(
            errors -> errors.kind() == MetricKind.ABANDONED ? "abandonedRate" : "errorRate",
            latency -> "latency",
            query -> "prometheus");
    metric.put(
        source,
        rule.match(EffectiveSpec::errors, EffectiveSpec::latency, EffectiveSpec::threshold));
    return metric;
  }

  private static Map<String, Object> errors(MetricRule.ErrorRule rule) {
    Map<String, Object> errors = new LinkedHashMap<>();
    errors.put("maxIncrease", SpecQuantities.percent(rule.maxIncrease()));
    errors.put("ignoreBelow", SpecQuantities.percent(rule.ignoreBelow()));
    if (rule.kind() == MetricKind.ABANDONED) {
      return errors;
    }
    rule.max().ifPresent(max -> errors.put("max", SpecQuantities.percent(max)));
    errors.put("http", rule.http());
    errors.put("grpc", rule.grpc().stream().map(EffectiveSpec::grpc).toList());
    return errors;
  }

  private static String grpc(int code) {
    return Arrays.stream(GrpcStatus.values())
        .filter(status -> status.code() == code)
        .map(GrpcStatus::name)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> latency(MetricRule.LatencyRule rule) {
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("maxSlowdown", SpecQuantities.percent(rule.maxSlowdown()));
    latency.put("ignoreBelow", SpecQuantities.millis(rule.ignoreBelow()));
    rule.max()
        .ifPresent(
            limit -> {
              Map<String, Object> max = new LinkedHashMap<>();
              max.put("quantile", SpecQuantities.decimal(limit.quantile()));
              max.put("duration", SpecQuantities.millis(limit.millis()));
              latency.put("max", max);
            });
    return latency;
  }

  private static Map<String, Object> threshold(MetricRule.ThresholdRule rule) {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("query", rule.query());
    rule.min().ifPresent(min -> query.put("min", SpecQuantities.decimal(min)));
    rule.max().ifPresent(max -> query.put("max", SpecQuantities.decimal(max)));
    query.put("failures", rule.failures());
    query.put("window", rule.of());
    return query;
  }

  private static Map<String, Object> timeout(Timeout timeout) {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("after", SpecQuantities.text(timeout.after()));
    given.put("then", action(timeout.action()));
    return given;
  }

  private static String action(TimeoutAction action) {
    return switch (action) {
      case HOLD -> "Hold";
      case ROLL_BACK -> "RollBack";
      case ADVANCE -> "Advance";
    };
  }

  private static String mode(Enforcement mode) {
    return switch (mode) {
      case ENFORCE -> "Enforce";
      case OBSERVE -> "Observe";
      case OFF -> "Off";
    };
  }
}
