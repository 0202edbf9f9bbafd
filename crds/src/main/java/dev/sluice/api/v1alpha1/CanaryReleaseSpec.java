package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Desired release policy of one Deployment. Every field except the target is optional. */
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
            + " self.target.deployment) + ': create a new CanaryRelease'")
@ValidationRule(
    value =
        "!has(self.steps) || !has(self.analysis) || !has(self.analysis.metrics) ||"
            + " self.analysis.metrics.exists(m, has(m.errorRate) || has(m.latency)) ||"
            + " !self.steps.exists(s, has(s.until) && s.until == 'Proven')",
    fieldPath = ".steps",
    message =
        "until cannot be Proven without a metric that compares with the stable version: add an"
            + " errorRate or latency to analysis.metrics, or use Elapsed")
public record CanaryReleaseSpec(
    @Required @JsonPropertyDescription("Workload to release. Immutable.") Target target,
    @Size(max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "service " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the Service, in the same namespace, through which clients call the target."
                + " Immutable. Default: the name of the target.")
        String service,
    @JsonPropertyDescription(
            "If true, the release holds at its current weight. A bad canary is still rolled back."
                + " Default: false.")
        Boolean paused,
    @Size(min = 1, max = 20)
        @ValidationRule(
            value = "self.filter(s, has(s.weight)).map(s, s.weight).isSorted()",
            message = "weights must not decrease: sort the steps by weight")
        @ValidationRule(
            value =
                "self.filter(s, has(s.weight) && s.weight == 100).size() <= (has(self[self.size()"
                    + " - 1].weight) && self[self.size() - 1].weight == 100 ? 1 : 0)",
            message = "only the last step can have weight 100: remove the steps after it")
        @ValidationRule(
            value =
                "self.all(s, !has(s.name) || self.exists_one(t, has(t.name) && t.name == s.name))",
            message = "step names must be unique: rename one or omit its name")
        @ValidationRule(
            value =
                "self.filter(s, has(s.weight) ? s.weight > 0 : has(s.until) && s.until =="
                    + " 'Proven').size() == 0 || has(self.filter(s, has(s.weight) ? s.weight > 0"
                    + " : has(s.until) && s.until == 'Proven')[0].weight)",
            message =
                "until cannot be Proven before the first weight above 0, because the canary"
                    + " receives no requests: use Elapsed or set a weight")
        @JsonPropertyDescription(
            "Steps of a release, in order, at most 20. A step of weight 100 is appended if the"
                + " last step has a lower weight. Default: weights 5, 20 and 50 for "
                + Defaults.STEP_DURATION
                + " each, then 100 for "
                + Defaults.LAST_STEP_DURATION
                + ".")
        List<StepSpec> steps,
    @JsonPropertyDescription(
            "How the canary is compared with the stable version, using Prometheus metrics."
                + " Default: error rate and latency.")
        Analysis analysis,
    @JsonPropertyDescription("How Istio routes requests to both versions.") Traffic traffic,
    @JsonPropertyDescription("Transport security of both versions. Default: not managed.")
        Security security,
    @JsonPropertyDescription("What remains when this object is deleted.") OnDelete onDelete) {}
