package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How long requests take, compared with the stable version's. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Latency(
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value = Rules.IS_PERCENTAGE + " && " + Rules.PERCENTAGE + " <= 1000.0",
            message = "maxSlowdown must be a percentage as in 10% or 0.5%, from 0% to 1000%")
        @JsonPropertyDescription(
            "How much longer than with the stable version requests may take, 0% to 1000%: 10%"
                + " allows 110 ms beside 100 ms. Default "
                + Defaults.MAX_SLOWDOWN
                + ".")
        String maxSlowdown,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) >= duration('0s') && duration(self) <= duration('1h')",
            message = "ignoreBelow must be " + Rules.DURATION + ", from 0s to 1h")
        @JsonPropertyDescription(
            "Requests within this time are never slow, whatever the stable version does: a program"
                + " that has just started takes some milliseconds more. 0s to 1h. Default "
                + Defaults.LATENCY_IGNORE_BELOW
                + ".")
        String ignoreBelow,
    @JsonPropertyDescription(
            "What is too slow however the stable version does. Default: no such limit.")
        LatencyLimit max) {}
