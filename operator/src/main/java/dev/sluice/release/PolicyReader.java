package dev.sluice.release;

import dev.sluice.analysis.ErrorRateRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.NoDataAction;
import dev.sluice.api.v1alpha1.NoTrafficAction;
import dev.sluice.api.v1alpha1.OnNoData;
import dev.sluice.api.v1alpha1.OnNoTraffic;
import dev.sluice.api.v1alpha1.Step;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.release.Policy.Patience;
import dev.sluice.release.Policy.StepPlan;
import dev.sluice.release.Policy.Then;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a spec into a {@link Policy}, and says what is wrong with it. The CRD's own rules refuse
 * most of it earlier; an object stored under older rules comes through here all the same.
 */
public final class PolicyReader {

  static final BigDecimal DEFAULT_MAX = share(Defaults.ERROR_RATE_MAX);
  static final Duration DEFAULT_STEP = known(Defaults.STEP_DURATION);
  static final Duration FULL_STEP = known(Defaults.LAST_STEP_DURATION);
  static final Duration PROPAGATION = known(Defaults.PROPAGATION);
  static final Duration DRAIN = known(Defaults.DRAIN);
  private static final List<Integer> DEFAULT_WEIGHTS = List.of(5, 20, 50);

  private final List<Refusal> refusals = new ArrayList<>();

  private PolicyReader() {}

  /**
   * What was read.
   *
   * @param policy with defaults in the place of what was refused; empty only where no target is
   *     named. Good enough to take users back and to give everything up, not to go forward.
   * @param refusals what is wrong, empty when nothing is
   */
  public record Result(Optional<Policy> policy, List<Refusal> refusals) {}

  public static Result read(CanaryReleaseSpec spec) {
    PolicyReader reader = new PolicyReader();
    Optional<Policy> policy = Optional.ofNullable(reader.policy(spec));
    return new Result(policy, List.copyOf(reader.refusals));
  }

  private Policy policy(CanaryReleaseSpec spec) {
    if (spec == null || spec.target() == null || blank(spec.target().deployment())) {
      refuse("spec.target.deployment", "is missing; name the Deployment to release");
      return null;
    }
    String deployment = spec.target().deployment();
    Analysis analysis = spec.analysis();
    Traffic traffic = spec.traffic();
    return new Policy(
        deployment,
        blank(spec.service()) ? deployment : spec.service(),
        Boolean.TRUE.equals(spec.paused()),
        steps(spec.steps()),
        rules(analysis),
        onNoData(analysis),
        onNoTraffic(analysis),
        traffic == null || traffic.trafficPolicy() == null ? Map.of() : traffic.trafficPolicy(),
        duration(
            "spec.traffic.propagation",
            traffic == null ? null : traffic.propagation(),
            PROPAGATION),
        duration("spec.traffic.drain", traffic == null ? null : traffic.drain(), DRAIN),
        Optional.ofNullable(spec.security())
            .map(security -> security.mtls())
            .map(mtls -> mtls.mode()),
        spec.onDelete() == null || spec.onDelete().rejectedTemplate() == null
            ? Defaults.REJECTED_TEMPLATE
            : spec.onDelete().rejectedTemplate(),
        spec.onDelete() == null || spec.onDelete().security() == null
            ? Defaults.SECURITY_OBJECTS
            : spec.onDelete().security());
  }

  private List<StepPlan> steps(List<Step> steps) {
    List<StepPlan> plans = new ArrayList<>();
    if (steps == null || steps.isEmpty()) {
      DEFAULT_WEIGHTS.forEach(
          weight -> plans.add(new StepPlan("weight-" + weight, weight, DEFAULT_STEP)));
    } else {
      int weight = 0;
      for (int i = 0; i < steps.size(); i++) {
        String field = "spec.steps[" + i + "]";
        Step step = steps.get(i);
        int next = step.weight() == null ? weight : step.weight();
        if (next < 0 || next > 100) {
          refuse(field + ".weight", next + " is outside of 0 to 100 percent");
        } else if (next < weight) {
          refuse(
              field + ".weight",
              "%d is less than %d of the step before; a weight never falls within a release"
                  .formatted(next, weight));
        }
        weight = Math.max(weight, next);
        String name = blank(step.name()) ? "weight-" + next : step.name();
        plans.add(
            new StepPlan(name, next, duration(field + ".duration", step.duration(), DEFAULT_STEP)));
      }
    }
    if (plans.get(plans.size() - 1).weight() < 100) {
      plans.add(new StepPlan("all", 100, FULL_STEP));
    }
    return List.copyOf(plans);
  }

  private List<ErrorRateRule> rules(Analysis analysis) {
    if (analysis == null || analysis.metrics() == null || analysis.metrics().isEmpty()) {
      return List.of(new ErrorRateRule(Defaults.METRIC_NAME, DEFAULT_MAX));
    }
    List<ErrorRateRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < analysis.metrics().size(); i++) {
      Metric metric = analysis.metrics().get(i);
      String field = "spec.analysis.metrics[" + i + "]";
      if (!names.add(metric.name())) {
        refuse(field + ".name", "\"" + metric.name() + "\" is used twice; name each metric once");
      }
      if (metric.errorRate() == null) {
        refuse(field, "says not what to measure; add errorRate");
      } else {
        rules.add(
            new ErrorRateRule(
                metric.name(), percent(field + ".errorRate.max", metric.errorRate().max())));
      }
    }
    return rules;
  }

  private Patience onNoData(Analysis analysis) {
    OnNoData given = analysis == null ? null : analysis.onNoData();
    NoDataAction action =
        given == null || given.then() == null ? Defaults.NO_DATA_ACTION : given.then();
    return new Patience(
        duration(
            "spec.analysis.onNoData.after",
            given == null ? null : given.after(),
            known(Defaults.NO_DATA_AFTER)),
        switch (action) {
          case Hold -> Then.HOLD;
          case RollBack -> Then.ROLL_BACK;
        });
  }

  private Patience onNoTraffic(Analysis analysis) {
    OnNoTraffic given = analysis == null ? null : analysis.onNoTraffic();
    NoTrafficAction action =
        given == null || given.then() == null ? Defaults.NO_TRAFFIC_ACTION : given.then();
    return new Patience(
        duration(
            "spec.analysis.onNoTraffic.after",
            given == null ? null : given.after(),
            known(Defaults.NO_TRAFFIC_AFTER)),
        switch (action) {
          case Hold -> Then.HOLD;
          case RollBack -> Then.ROLL_BACK;
          case Advance -> Then.ADVANCE;
        });
  }

  private Duration duration(String field, String text, Duration absent) {
    if (text == null) {
      return absent;
    }
    Optional<Duration> read = Times.duration(text);
    if (read.isEmpty()) {
      refuse(field, "\"" + text + "\" is no duration; write for example 30s, 1m30s or 2h");
    }
    return read.orElse(absent);
  }

  private BigDecimal percent(String field, String text) {
    if (text == null) {
      return DEFAULT_MAX;
    }
    if (text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?%")) {
      BigDecimal share = share(text);
      if (share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0) {
        return share;
      }
    }
    refuse(
        field,
        "\"" + text + "\" is no percentage above 0% and up to 100%; write for example 1% or 0.5%");
    return DEFAULT_MAX;
  }

  private static Duration known(String text) {
    return Times.duration(text).orElseThrow();
  }

  private static BigDecimal share(String percent) {
    return new BigDecimal(percent.substring(0, percent.length() - 1)).movePointLeft(2);
  }

  private void refuse(String field, String message) {
    refusals.add(new Refusal("InvalidSpec", field, message));
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }
}
