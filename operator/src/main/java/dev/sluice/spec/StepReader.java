package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.messages.SpecMessages;
import dev.sluice.traffic.Exposure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * The steps, with a step of weight 100 appended if it is absent.
   *
   * @param given null or empty for the default steps
   */
  List<ReleaseStep> steps(List<StepSpec> given) {
    List<ReleaseStep> steps = new ArrayList<>();
    boolean provable = analysis.mode() == Enforcement.ENFORCE && compares(Enforcement.ENFORCE);
    if (given == null || given.isEmpty()) {
      DEFAULT_WEIGHTS.forEach(
          weight -> steps.add(step("weight-" + weight, weight, DEFAULT_STEP, provable)));
    } else {
      int weight = 0;
      Map<String, Integer> names = new HashMap<>();
      for (int i = 0; i < given.size(); i++) {
        String field = "spec.steps[" + i + "]";
        ReleaseStep step = step(field, given.get(i), weight, provable);
        position(field, given.get(i), i, given.size(), names);
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
   * @param previous weight of the previous step, in percent
   * @param provable whether any enforced metric compares the versions
   */
  private ReleaseStep step(String field, StepSpec given, int previous, boolean provable) {
    int weight = given.weight() == null ? previous : given.weight();
    if (weight < 0 || weight > 100) {
      fields.reject(field + ".weight", SpecMessages.weightOutOfRange(weight));
    } else if (weight < previous) {
      fields.reject(field + ".weight", SpecMessages.weightDecreases(weight, previous));
    }
    int used = Math.max(0, Math.min(100, weight));
    String name = FieldReader.blank(given.name()) ? "weight-" + weight : given.name();
    Duration minimum =
        fields.duration(
            field + ".duration", given.duration(), weight == 100 ? FULL_STEP : DEFAULT_STEP);
    boolean proven = proven(field + ".until", given.until(), weight) && provable;
    return step(name, used, minimum, proven);
  }

  /** Checks a step among the others: its name, and that weight 100 comes last. */
  private void position(
      String field, StepSpec given, int index, int steps, Map<String, Integer> names) {
    if (given.weight() == null && given.duration() == null) {
      fields.reject(field, SpecMessages.emptyStep());
    }
    if (given.weight() != null && given.weight() == 100 && index < steps - 1) {
      fields.reject(field + ".weight", SpecMessages.stepsAfterFullWeight());
    }
    Integer first = FieldReader.blank(given.name()) ? null : names.putIfAbsent(given.name(), index);
    if (first != null) {
      fields.reject(field + ".name", SpecMessages.duplicateStep(given.name(), first + 1));
    }
  }

  private static ReleaseStep step(String name, int weight, Duration minimum, boolean proven) {
    return new ReleaseStep(
        name, Exposure.weight(weight), minimum, proven ? new Gate.Proven() : new Gate.Elapsed());
  }

  /** Whether the step requires proof. A mode that enforces nothing is not a violation. */
  private boolean proven(String field, Until until, int weight) {
    boolean bothServe = weight > 0 && weight < 100;
    if (until == Until.Proven && !bothServe) {
      fields.reject(
          field,
          weight >= 100 ? SpecMessages.provenAtFullWeight() : SpecMessages.provenAtZeroWeight());
    } else if (until == Until.Proven && !compares(Enforcement.OFF)) {
      fields.reject(field, SpecMessages.provenWithoutComparison());
    }
    return bothServe && until != Until.Elapsed;
  }

  /** Whether any metric of at least this mode compares the canary with the stable version. */
  private boolean compares(Enforcement least) {
    return analysis.metrics().stream()
        .anyMatch(metric -> metric.comparesVersions() && metric.mode().compareTo(least) <= 0);
  }
}
