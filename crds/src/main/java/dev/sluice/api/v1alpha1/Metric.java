package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Metric with exactly one source: errorRate, abandonedRate, latency or prometheus. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.errorRate), has(self.abandonedRate), has(self.latency),"
            + " has(self.prometheus)].exists_one(kind, kind)",
    messageExpression =
        "'metric ' + self.name + ' needs exactly one of errorRate, abandonedRate, latency,"
            + " prometheus: ' + (has(self.errorRate) || has(self.abandonedRate) ||"
            + " has(self.latency) || has(self.prometheus) ? 'define a metric for each' : 'add"
            + " one')")
public record Metric(
    @Required
        @Size(min = 1, max = Rules.MAX_LABEL_LENGTH)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "name " + Rules.NOT_A_DNS_LABEL)
        @JsonPropertyDescription(
            "Name of the metric in status and events, unique among the metrics.")
        String name,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What this metric may do: Enforce, Observe or \"Off\" (in quotes). A metric never"
                + " does more than analysis.mode allows. Default: analysis.mode.")
        AnalysisMode mode,
    @JsonPropertyDescription("Share of requests that fail, compared with the stable version.")
        ErrorRate errorRate,
    @JsonPropertyDescription(
            "Share of requests whose caller gave up before there was an answer, compared with the"
                + " stable version.")
        AbandonedRate abandonedRate,
    @JsonPropertyDescription("Duration of requests, compared with the stable version.")
        LatencyMetric latency,
    @JsonPropertyDescription(
            "Custom PromQL query, compared with fixed limits. Not covered by falseRollbackRate.")
        PrometheusMetric prometheus) {}
