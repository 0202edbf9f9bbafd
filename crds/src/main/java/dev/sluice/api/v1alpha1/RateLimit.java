package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The most requests that a pod accepts, in a token bucket. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateLimit(
    @Required
        @Max(Rules.MAX_REQUESTS)
        @ValidationRule(
            value = "self >= 1",
            message = "requests must be at least 1: remove rateLimit for no limit")
        @JsonPropertyDescription("Requests that a pod accepts per period, from 1 to 1000000.")
        Integer requests,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
            message = "per must be " + Rules.DURATION + ", from 1s to 1h")
        @JsonPropertyDescription(
            "The period, from 1s to 1h. Default: " + Defaults.RATE_LIMIT_PER + ".")
        String per,
    @Min(0)
        @Max(Rules.MAX_REQUESTS)
        @JsonPropertyDescription(
            "Requests that a pod accepts in addition after a quiet time, from 0 to 1000000."
                + " Default: 0.")
        Integer burst) {}
