package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How the canary is judged. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
    @Size(min = 1, max = 10)
        @JsonPropertyDescription(
            "What is measured, at most 10, each with a name of its own. Default: one metric"
                + " \"errors\", an errorRate of at most "
                + Defaults.ERROR_RATE_MAX
                + ".")
        List<Metric> metrics,
    @JsonPropertyDescription("What happens when Prometheus has no data.") OnNoData onNoData,
    @JsonPropertyDescription("What happens when the canary gets no requests to judge it by.")
        OnNoTraffic onNoTraffic) {}
