package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.Step;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.spec.ReleasePolicy.StepPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a spec into a {@link ReleasePolicy}, and says what is wrong with it. The CRD's own rules
 * refuse most of it earlier; an object stored under older rules comes through here all the same.
 */
public final class PolicyReader {

  private static final Duration DEFAULT_STEP = FieldReader.known(Defaults.STEP_DURATION);
  private static final Duration FULL_STEP = FieldReader.known(Defaults.LAST_STEP_DURATION);
  private static final Duration PROPAGATION = FieldReader.known(Defaults.PROPAGATION);
  private static final Duration DRAIN = FieldReader.known(Defaults.DRAIN);
  private static final List<Integer> DEFAULT_WEIGHTS = List.of(5, 20, 50);

  private final FieldReader fields = new FieldReader();

  private PolicyReader() {}

  /**
   * What was read.
   *
   * @param policy with defaults in the place of what was refused; empty only where no target is
   *     named. Good enough to take users back and to give everything up, not to go forward.
   * @param refusals what is wrong, empty when nothing is
   */
  public record Result(Optional<ReleasePolicy> policy, List<Violation> refusals) {}

  public static Result read(CanaryReleaseSpec spec) {
    PolicyReader reader = new PolicyReader();
    Optional<ReleasePolicy> policy = Optional.ofNullable(reader.policy(spec));
    return new Result(policy, reader.fields.refusals());
  }

  private ReleasePolicy policy(CanaryReleaseSpec spec) {
    if (spec == null || spec.target() == null || FieldReader.blank(spec.target().deployment())) {
      fields.refuse("spec.target.deployment", "is missing; name the Deployment to release");
      return null;
    }
    String deployment = spec.target().deployment();
    Analysis analysis = spec.analysis();
    Traffic traffic = spec.traffic();
    AnalysisSpecReader analyses = new AnalysisSpecReader(fields);
    AnalysisPolicy rules = analyses.rules(analysis);
    return new ReleasePolicy(
        deployment,
        FieldReader.blank(spec.service()) ? deployment : spec.service(),
        Boolean.TRUE.equals(spec.paused()),
        steps(spec.steps(), rules),
        rules,
        analyses.onInconclusive(analysis),
        analyses.onNoData(analysis),
        analyses.onNoTraffic(analysis),
        traffic == null || traffic.trafficPolicy() == null ? Map.of() : traffic.trafficPolicy(),
        fields.duration(
            "spec.traffic.propagation",
            traffic == null ? null : traffic.propagation(),
            PROPAGATION),
        fields.duration("spec.traffic.drain", traffic == null ? null : traffic.drain(), DRAIN),
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

  private List<StepPlan> steps(List<Step> steps, AnalysisPolicy rules) {
    List<StepPlan> plans = new ArrayList<>();
    boolean provable =
        rules.mode() == Enforcement.ENFORCE && comparisons(rules, Enforcement.ENFORCE);
    if (steps == null || steps.isEmpty()) {
      DEFAULT_WEIGHTS.forEach(
          weight -> plans.add(new StepPlan("weight-" + weight, weight, DEFAULT_STEP, provable)));
    } else {
      int weight = 0;
      for (int i = 0; i < steps.size(); i++) {
        String field = "spec.steps[" + i + "]";
        Step step = steps.get(i);
        int next = step.weight() == null ? weight : step.weight();
        if (next < 0 || next > 100) {
          fields.refuse(
              field + ".weight", next + " is outside of 0 to 100 percent; choose one of them");
        } else if (next < weight) {
          fields.refuse(
              field + ".weight",
              "%d is less than %d of the step before; a weight never falls within a release"
                  .formatted(next, weight));
        }
        weight = Math.max(weight, next);
        String name = FieldReader.blank(step.name()) ? "weight-" + next : step.name();
        Duration least =
            fields.duration(
                field + ".duration", step.duration(), next == 100 ? FULL_STEP : DEFAULT_STEP);
        boolean proven = proven(field + ".until", step.until(), next, rules) && provable;
        plans.add(new StepPlan(name, next, least, proven));
      }
    }
    if (plans.get(plans.size() - 1).weight() < 100) {
      plans.add(new StepPlan("all", 100, FULL_STEP, false));
    }
    return List.copyOf(plans);
  }

  /** Whether the step is to be proven; a mode that enforces nothing is no fault of the step's. */
  private boolean proven(String field, Until until, int weight, AnalysisPolicy rules) {
    boolean both = weight > 0 && weight < 100;
    if (until == Until.Proven && !both) {
      fields.refuse(
          field,
          weight >= 100
              ? "cannot be Proven at weight 100, where no stable version is left to compare with;"
                  + " use Elapsed"
              : "cannot be Proven at weight 0, where the canary has no requests to prove it by; use"
                  + " Elapsed");
    } else if (until == Until.Proven && !comparisons(rules, Enforcement.OFF)) {
      fields.refuse(
          field,
          "cannot be Proven where no metric compares with the stable version; add an errorRate or"
              + " latency to spec.analysis.metrics, or use Elapsed");
    }
    return both && until != Until.Elapsed;
  }

  /** Whether any metric of at least this mode compares the canary with the stable version. */
  private static boolean comparisons(AnalysisPolicy rules, Enforcement least) {
    return rules.metrics().stream()
        .anyMatch(
            metric ->
                !(metric instanceof MetricRule.Threshold) && metric.mode().compareTo(least) <= 0);
  }
}
