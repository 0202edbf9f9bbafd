package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Duration of requests, compared with the stable version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LatencyMetric(
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value = Rules.IS_PERCENTAGE + " && " + Rules.PERCENTAGE + " <= 1000.0",
            message = "maxSlowdown must be a percentage such as 10% or 0.5%, from 0% to 1000%")
        @JsonPropertyDescription(
            "Allowed increase of the latency relative to the stable version, from 0% to 1000%."
                + " With 10%, a canary may take 110ms where the stable version takes 100ms."
                + " Default: "
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
            "Requests within this duration never count as slow, because a process that has just"
                + " started is a few milliseconds slower. From 0s to 1h. Default: "
                + Defaults.LATENCY_IGNORE_BELOW
                + ".")
        String ignoreBelow,
    @JsonPropertyDescription(
            "Absolute latency limit, independent of the stable version. Default: no limit.")
        LatencyLimit max) {}
