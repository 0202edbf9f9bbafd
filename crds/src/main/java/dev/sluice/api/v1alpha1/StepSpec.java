package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Step of a release. Its weight applies until a later step changes it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.until) || self.until != 'Proven' || !has(self.weight) || (self.weight > 0 &&"
            + " self.weight < 100)",
    fieldPath = ".until",
    messageExpression =
        "self.weight == 100 ? 'until cannot be Proven at weight 100, because no stable version is"
            + " left to compare with: use Elapsed' : 'until cannot be Proven at weight 0, because"
            + " the canary receives no requests: use Elapsed'")
@ValidationRule(
    value = "has(self.weight) || has(self.duration)",
    message = "a step needs a weight, a duration or both: add one or remove the step")
public record StepSpec(
    @Size(min = 1, max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "name " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the step, as the status shows it. Default: weight- with the weight, such as"
                + " weight-20.")
        String name,
    @Min(0)
        @Max(100)
        @JsonPropertyDescription(
            "Share of requests that go to the canary, in percent, 0 to 100. Default: the weight"
                + " of the step before, 0 for the first.")
        Integer weight,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) > duration('0s') && duration(self) <= duration('168h')",
            message = "duration must be " + Rules.DURATION + ", more than 0s and at most 168h")
        @JsonPropertyDescription(
            "Minimum duration of the step, such as 90s or 1h30m, at most 168h. Default: "
                + Defaults.STEP_DURATION
                + ", or "
                + Defaults.LAST_STEP_DURATION
                + " at weight 100.")
        String duration,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "Condition that ends the step after its duration: Proven (the evidence shows that the"
                + " canary is fit for the next weight) or Elapsed (no further condition)."
                + " Default: Proven at weights from 1 to 99, otherwise Elapsed.")
        Until until) {}
