package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One step of a release. A weight stays in force until a later step changes it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.weight) || has(self.duration)",
    message = "a step needs a weight, a duration or both: add one or remove the step")
public record Step(
    @Size(min = 1, max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "name " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the step in status and events, unique among the steps. Default: weight- and"
                + " its weight, as in weight-20.")
        String name,
    @Min(0)
        @Max(100)
        @JsonPropertyDescription(
            "Share of requests that go to the canary, in percent, 0 to 100. Default: the weight of"
                + " the step before, 0 for the first.")
        Integer weight,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) > duration('0s') && duration(self) <= duration('168h')",
            message = "duration must be " + Rules.DURATION + ", more than 0s and at most 168h")
        @JsonPropertyDescription(
            "Least time that the step lasts, such as 90s or 1h30m, at most 168h. Default "
                + Defaults.STEP_DURATION
                + ", or "
                + Defaults.LAST_STEP_DURATION
                + " at weight 100.")
        String duration) {}
