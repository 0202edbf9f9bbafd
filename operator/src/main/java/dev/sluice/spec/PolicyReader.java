package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Defaults;
import dev.sluice.api.v1alpha1.OnDelete;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.messages.SpecMessages;
import dev.sluice.traffic.PolicyIntent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a spec into a {@link ReleasePolicy} and collects violations. The rules of the CRD reject
 * most of them earlier, but an object that was stored under older rules is read here too.
 */
public final class PolicyReader {
  private static final Duration PROPAGATION = FieldReader.parseDefault(Defaults.PROPAGATION);
  private static final Duration DRAIN = FieldReader.parseDefault(Defaults.DRAIN);

  /** Minimum duration of each return step. */
  private static final Duration RETURN_STEP = Duration.ofSeconds(10);

  /** The return steps; not yet part of the API. */
  private static final List<ReturnStep> RETURN_STEPS =
      List.of(25, 50, 100).stream()
          .map(percent -> new ReturnStep(percent, RETURN_STEP, new Gate.Unharmed()))
          .toList();

  private final FieldReader fields = new FieldReader();

  private PolicyReader() {}

  /**
   * Reads a spec.
   *
   * @param spec null if the object has none
   */
  public static ReadPolicy read(CanaryReleaseSpec spec) {
    PolicyReader reader = new PolicyReader();
    ReleasePolicy policy = reader.policy(spec == null ? EMPTY : spec);
    return new ReadPolicy(policy, reader.fields.violations(), reader.fields.notices());
  }

  private static final CanaryReleaseSpec EMPTY =
      new CanaryReleaseSpec(null, null, null, null, null, null, null, null);

  private ReleasePolicy policy(CanaryReleaseSpec spec) {
    String deployment = spec.target() == null ? "" : spec.target().deployment();
    if (FieldReader.blank(deployment)) {
      fields.reject("spec.target.deployment", SpecMessages.missingDeployment());
      deployment = "";
    }
    Analysis analysis = spec.analysis();
    Optional<Traffic> traffic = Optional.ofNullable(spec.traffic());
    Optional<OnDelete> onDelete = Optional.ofNullable(spec.onDelete());
    AnalysisSpecReader analyses = new AnalysisSpecReader(fields);
    AnalysisPolicy rules = analyses.policy(analysis);
    return new ReleasePolicy(
        deployment,
        FieldReader.blank(spec.service()) ? deployment : spec.service(),
        Boolean.TRUE.equals(spec.paused()),
        new StepReader(fields, rules).steps(spec.steps()),
        RETURN_STEPS,
        rules,
        analyses.timeouts(analysis),
        traffic.map(Traffic::trafficPolicy).orElse(Map.of()),
        traffic.map(Traffic::canaryTrafficPolicy).orElse(Map.of()),
        fields.duration(
            "spec.traffic.propagation",
            traffic.map(Traffic::propagation).orElse(null),
            PROPAGATION),
        fields.duration("spec.traffic.drain", traffic.map(Traffic::drain).orElse(null), DRAIN),
        traffic.map(Traffic::bypass).orElse(Defaults.BYPASS),
        fields.labels("spec.traffic.canaryLabels", traffic.map(Traffic::canaryLabels).orElse(null)),
        policies(spec, rules),
        onDelete.map(OnDelete::rejectedTemplate).orElse(Defaults.REJECTED_TEMPLATE),
        onDelete.map(OnDelete::security).orElse(Defaults.SECURITY_OBJECTS));
  }

  private List<PolicyIntent> policies(CanaryReleaseSpec spec, AnalysisPolicy rules) {
    List<PolicyIntent> policies =
        new ArrayList<>(new SecurityReader(fields).policies(spec.security(), rules.metrics()));
    Optional.ofNullable(spec.traffic())
        .map(Traffic::rateLimit)
        .flatMap(new RateLimitReader(fields)::policy)
        .ifPresent(policies::add);
    return policies;
  }
}
