package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Latest result of a metric. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricStatus(
    @Required @Size(max = Rules.MAX_LABEL_LENGTH) @JsonPropertyDescription("Name of the metric.")
        String name,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Latest result: Good, Unproven, Bad, HarmSuspected, SharedOutage, TrafficDeficit,"
                + " TrafficSurplus, NoTraffic, Unjudged or NoData. Later versions may add values.")
        String result,
    @Size(max = 1024) @JsonPropertyDescription("Human-readable details of the result.")
        String message,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Observed value of the canary. For error rates and latencies: failed or slow"
                + " requests, a slash, and all requests.")
        String canary,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Observed value of the stable version, in the same form as canary.")
        String stable,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Evidence of harm as a likelihood ratio: 312 means that the observations are 312"
                + " times as likely for a canary outside the allowed limits.")
        String evidence) {}
