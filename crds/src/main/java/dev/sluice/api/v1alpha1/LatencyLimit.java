package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Limit of a latency quantile. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LatencyLimit(
    @Required
        @Size(max = Rules.MAX_DECIMAL_LENGTH)
        @ValidationRule(
            value = "self.matches('^0[.][0-9]+$') && double(self) > 0.0 && double(self) < 1.0",
            message = "quantile must be a decimal such as 0.99, more than 0 and less than 1")
        @JsonPropertyDescription(
            "Longest allowed duration at the quantile, in ms or s, at most 3600s. It must be a"
                + " bucket of Istio's latency histogram. The default buckets are 0.5, 1, 5, 10,"
                + " 25, 50, 100, 250 and 500 ms, and 1, 2.5, 5, 10, 30, 60, 300, 600, 1800 and"
                + " 3600 s.")
        String quantile,
    @Required
        @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                "self.matches('^[0-9]+([.][0-9]+)?(ms|s)$') && duration(self) > duration('0s') &&"
                    + " duration(self) <= duration('3600s')",
            message =
                "duration must be a number in ms or s, such as 500ms or 2.5s, more than 0s and at"
                    + " most 3600s")
        @JsonPropertyDescription(
            "Time that they may take, in ms or s, at most 3600s; it must be a bound of the mesh's"
                + " histogram, by default one of 0.5, 1, 5, 10, 25, 50, 100, 250, 500 ms, 1, 2.5,"
                + " 5, 10, 30, 60, 300, 600, 1800, 3600 s.")
        String duration) {}
