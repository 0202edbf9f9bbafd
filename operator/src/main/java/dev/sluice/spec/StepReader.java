package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.traffic.Exposure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code spec.steps}; a part of {@link PolicyReader}. */
final class StepReader {
  private static final Duration DEFAULT_STEP = FieldReader.parseDefault(Defaults.STEP_DURATION);
  private static final Duration FULL_STEP = FieldReader.parseDefault(Defaults.LAST_STEP_DURATION);
  private static final List<Integer> DEFAULT_WEIGHTS = List.of(5, 20, 50);

  private final FieldReader fields;
  private final AnalysisPolicy analysis;

  StepReader(FieldReader fields, AnalysisPolicy analysis) {
    this.fields = fields;
    this.analysis = analysis;
  }

  /**
   * The steps, with the one at weight 100 appended where it is absent.
   *
   * @param given null or empty for the default steps
   */
  List<ReleaseStep> steps(List<dev.sluice.api.v1alpha1.Step> given) {
    List<ReleaseStep> steps = new ArrayList<>();
    boolean provable = analysis.mode() == Enforcement.ENFORCE && compares(Enforcement.ENFORCE);
    if (given == null || given.isEmpty()) {
      DEFAULT_WEIGHTS.forEach(
          weight -> steps.add(step("weight-" + weight, weight, DEFAULT_STEP, provable)));
    } else {
      int weight = 0;
      for (int i = 0; i < given.size(); i++) {
        ReleaseStep step = step("spec.steps[" + i + "]", given.get(i), weight, provable);
        weight = Math.max(weight, step.weight());
        steps.add(step);
      }
    }
    if (steps.get(steps.size() - 1).weight() < 100) {
      steps.add(step("all", 100, FULL_STEP, false));
    }
    return List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param before weight of the step before, in percent
   * @param provable whether what is enforced can prove anything
   */
  private ReleaseStep step(
      String field, dev.sluice.api.v1alpha1.Step given, int before, boolean provable) {
    int weight = given.weight() == null ? before : given.weight();
    if (weight < 0 || weight > 100) {
      fields.reject(field + ".weight", weight + " is not within 0 to 100 percent");
    } else if (weight < before) {
      fields.reject(
          field + ".weight",
          "%d is lower than the previous step's %d; weights must not decrease"
              .formatted(weight, before));
    }
    int used = Math.max(0, Math.min(100, weight));
    String name = FieldReader.blank(given.name()) ? "weight-" + weight : given.name();
    Duration minimum =
        fields.duration(
            field + ".duration", given.duration(), weight == 100 ? FULL_STEP : DEFAULT_STEP);
    boolean proven = proven(field + ".until", given.until(), weight) && provable;
    return step(name, used, minimum, proven);
  }

  private static ReleaseStep step(String name, int weight, Duration minimum, boolean proven) {
    return new ReleaseStep(
        name, Exposure.weight(weight), minimum, proven ? new Gate.Proven() : new Gate.Elapsed());
  }

  /** Whether the step asks for proof; a mode that enforces nothing is no mistake of the step's. */
  private boolean proven(String field, Until until, int weight) {
    boolean both = weight > 0 && weight < 100;
    if (until == Until.Proven && !both) {
      fields.reject(
          field,
          weight >= 100
              ? "cannot be Proven at weight 100, where no stable version is left to compare with;"
                  + " use Elapsed"
              : "cannot be Proven at weight 0, where the canary has no requests to prove it by; use"
                  + " Elapsed");
    } else if (until == Until.Proven && !compares(Enforcement.OFF)) {
      fields.reject(
          field,
          "cannot be Proven where no metric compares with the stable version; add an errorRate or"
              + " latency to spec.analysis.metrics, or use Elapsed");
    }
    return both && until != Until.Elapsed;
  }

  /** Whether any metric of at least this mode compares the canary with the stable version. */
  private boolean compares(Enforcement least) {
    return analysis.metrics().stream()
        .anyMatch(
            metric ->
                !(metric instanceof MetricRule.Threshold) && metric.mode().compareTo(least) <= 0);
  }
}
