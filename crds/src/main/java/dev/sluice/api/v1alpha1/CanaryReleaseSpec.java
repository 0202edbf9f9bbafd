package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * How a Deployment behind a Service goes from one version to the next. All but the target is
 * optional.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.service) ? self.service : self.target.deployment) == (has(oldSelf.service) ?"
            + " oldSelf.service : oldSelf.target.deployment)",
    fieldPath = ".service",
    messageExpression =
        "'service cannot change from ' + (has(oldSelf.service) ? oldSelf.service :"
            + " oldSelf.target.deployment) + ' to ' + (has(self.service) ? self.service :"
            + " self.target.deployment) + ': make a new CanaryRelease'")
@ValidationRule(
    value =
        "!has(self.steps) || !has(self.analysis) || !has(self.analysis.metrics) ||"
            + " self.analysis.metrics.exists(m, has(m.errorRate) || has(m.latency)) ||"
            + " !self.steps.exists(s, has(s.until) && s.until == 'Proven')",
    fieldPath = ".steps",
    message =
        "until cannot be Proven where no metric compares with the stable version: add an errorRate"
            + " or latency to analysis.metrics, or use Elapsed")
public record CanaryReleaseSpec(
    @Required @JsonPropertyDescription("What is released; it cannot change after creation.")
        Target target,
    @Size(max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "service " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the Service, in the same namespace, that users call the target by; it cannot"
                + " change after creation. Default: the name of the target.")
        String service,
    @JsonPropertyDescription(
            "true holds a release where it is; a bad canary is taken back all the same. Default"
                + " false.")
        Boolean paused,
    @Size(min = 1, max = 20)
        @ValidationRule(
            value = "self.filter(s, has(s.weight)).map(s, s.weight).isSorted()",
            message =
                "weights of steps must not fall from step to step: put the steps in rising order")
        @ValidationRule(
            value =
                "self.filter(s, has(s.weight) && s.weight == 100).size() <= (has(self[self.size() -"
                    + " 1].weight) && self[self.size() - 1].weight == 100 ? 1 : 0)",
            message =
                "weight 100 belongs to the last step alone: remove the steps after the first of"
                    + " weight 100")
        @ValidationRule(
            value =
                "self.all(s, !has(s.name) || self.exists_one(t, has(t.name) && t.name == s.name))",
            message = "names of steps must be unique: rename one or leave its name away")
        @ValidationRule(
            value =
                "self.filter(s, has(s.weight) ? s.weight > 0 : has(s.until) && s.until =="
                    + " 'Proven').size() == 0 || has(self.filter(s, has(s.weight) ? s.weight > 0 :"
                    + " has(s.until) && s.until == 'Proven')[0].weight)",
            message =
                "until cannot be Proven before the first weight above 0, where the canary has no"
                    + " requests to prove it by: use Elapsed or set a weight")
        @JsonPropertyDescription(
            "Steps that a release takes, in order, at most 20; a step of weight 100 is added at the"
                + " end where it is missing. Default: weights 5, 20, 50 for "
                + Defaults.STEP_DURATION
                + " each, then 100 for "
                + Defaults.LAST_STEP_DURATION
                + ".")
        List<Step> steps,
    @JsonPropertyDescription(
            "How the canary is judged by Prometheus. Default: its errors and its latency, compared"
                + " with the stable version's.")
        Analysis analysis,
    @JsonPropertyDescription("How Istio carries requests to both versions.") Traffic traffic,
    @JsonPropertyDescription("Security of requests to both versions. Default: not managed.")
        Security security,
    @JsonPropertyDescription("What stays when this object is deleted.") OnDelete onDelete) {}
