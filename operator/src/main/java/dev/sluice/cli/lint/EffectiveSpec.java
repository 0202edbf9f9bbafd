package dev.sluice.cli.lint;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleasePolicy.Patience;
import dev.sluice.spec.ReleasePolicy.StepPlan;
import dev.sluice.spec.ReleasePolicy.Then;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CanaryRelease with every default filled in; it means the same as the one it was made from. */
public final class EffectiveSpec {
  private EffectiveSpec() {}

  /** One YAML document. */
  public static String yaml(Linter.Found found) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", found.name());
    if (!found.namespace().isEmpty()) {
      metadata.put("namespace", found.namespace());
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "sluice.dev/v1alpha1");
    object.put("kind", "CanaryRelease");
    object.put("metadata", metadata);
    object.put("spec", spec(found.policy().orElseThrow()));
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
    traffic.put("propagation", DurationText.text(policy.propagation()));
    traffic.put("drain", DurationText.text(policy.drain()));
    spec.put("traffic", traffic);
    policy
        .mtls()
        .ifPresent(mode -> spec.put("security", Map.of("mtls", Map.of("mode", mode.name()))));
    Map<String, Object> onDelete = new LinkedHashMap<>();
    onDelete.put("rejectedTemplate", policy.rejectedTemplate().name());
    onDelete.put("security", policy.securityOnDelete().name());
    spec.put("onDelete", onDelete);
    return spec;
  }

  private static List<Map<String, Object>> steps(List<StepPlan> plans) {
    Set<String> names = new HashSet<>();
    return plans.stream().map(plan -> step(plan, names.add(plan.name()))).toList();
  }

  /** A default name that occurs twice cannot be said twice. */
  private static Map<String, Object> step(StepPlan plan, boolean named) {
    Map<String, Object> step = new LinkedHashMap<>();
    if (named) {
      step.put("name", plan.name());
    }
    step.put("weight", plan.weight());
    step.put("duration", DurationText.text(plan.duration()));
    step.put("until", plan.proven() ? "Proven" : "Elapsed");
    return step;
  }

  private static Map<String, Object> analysis(ReleasePolicy policy) {
    Map<String, Object> analysis = new LinkedHashMap<>();
    analysis.put("mode", mode(policy.rules().mode()));
    analysis.put("falseRollbackRate", DurationText.percent(policy.rules().falseRollbackRate()));
    analysis.put("metrics", policy.rules().metrics().stream().map(EffectiveSpec::metric).toList());
    analysis.put("onInconclusive", patience(policy.onInconclusive()));
    analysis.put("onNoTraffic", patience(policy.onNoTraffic()));
    analysis.put("onNoData", patience(policy.onNoData()));
    return analysis;
  }

  private static Map<String, Object> metric(MetricRule rule) {
    Map<String, Object> metric = new LinkedHashMap<>();
    metric.put("name", rule.name());
    metric.put("mode", mode(rule.mode()));
    if (rule instanceof MetricRule.Errors errors) {
      metric.put("errorRate", errors(errors));
    } else if (rule instanceof MetricRule.Latency latency) {
      metric.put("latency", latency(latency));
    } else if (rule instanceof MetricRule.Threshold threshold) {
      metric.put("prometheus", threshold(threshold));
    }
    return metric;
  }

  private static Map<String, Object> errors(MetricRule.Errors rule) {
    Map<String, Object> errors = new LinkedHashMap<>();
    errors.put("maxIncrease", DurationText.percent(rule.maxIncrease()));
    errors.put("ignoreBelow", DurationText.percent(rule.ignoreBelow()));
    rule.max().ifPresent(max -> errors.put("max", DurationText.percent(max)));
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

  private static Map<String, Object> latency(MetricRule.Latency rule) {
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("maxSlowdown", DurationText.percent(rule.maxSlowdown()));
    latency.put("ignoreBelow", DurationText.millis(rule.ignoreBelow()));
    rule.max()
        .ifPresent(
            limit -> {
              Map<String, Object> max = new LinkedHashMap<>();
              max.put("quantile", DurationText.decimal(limit.quantile()));
              max.put("duration", DurationText.millis(limit.millis()));
              latency.put("max", max);
            });
    return latency;
  }

  private static Map<String, Object> threshold(MetricRule.Threshold rule) {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("query", rule.query());
    rule.min().ifPresent(min -> query.put("min", DurationText.decimal(min)));
    rule.max().ifPresent(max -> query.put("max", DurationText.decimal(max)));
    query.put("failures", rule.failures());
    query.put("of", rule.of());
    return query;
  }

  private static Map<String, Object> patience(Patience patience) {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("after", DurationText.text(patience.after()));
    given.put("then", then(patience.then()));
    return given;
  }

  private static String then(Then then) {
    return switch (then) {
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
