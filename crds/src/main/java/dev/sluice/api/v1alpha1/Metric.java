package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One thing that is measured: exactly one of its kinds, so far errorRate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.errorRate)",
    messageExpression = "'metric ' + self.name + ' needs exactly one of: errorRate'")
public record Metric(
    @Required
        @Size(min = 1, max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "name " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the metric in status and events, unique among the metrics.")
        String name,
    @JsonPropertyDescription(
            "Share of requests that end in an error: HTTP status 5xx, or no answer.")
        ErrorRate errorRate) {}
