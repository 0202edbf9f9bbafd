package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How the canary is judged. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What the analysis may do: Enforce (hold a release and take a bad canary back), Observe"
                + " (only be shown; steps end by time) or \"Off\" (nothing is measured; steps end by"
                + " time; in quotes, because YAML reads a bare Off as false). Default Enforce.")
        AnalysisMode mode,
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_PERCENTAGE
                    + " && "
                    + Rules.PERCENTAGE
                    + " > 0.0 && "
                    + Rules.PERCENTAGE
                    + " <= 50.0",
            message =
                "falseRollbackRate must be a percentage as in 1% or 0.5%, more than 0% and at most"
                    + " 50%")
        @JsonPropertyDescription(
            "Largest probability, for the whole release and all comparisons together, that a canary"
                + " as good as they allow is taken back, more than 0% and at most 50%; less takes"
                + " longer to find a bad one. Default "
                + Defaults.FALSE_ROLLBACK_RATE
                + ".")
        String falseRollbackRate,
    @Size(min = 1, max = 10)
        @JsonPropertyDescription(
            "What is measured, at most 10, each with a name of its own. Default: an errorRate"
                + " \""
                + Defaults.ERRORS_NAME
                + "\" and a latency \""
                + Defaults.LATENCY_NAME
                + "\".")
        List<Metric> metrics,
    @JsonPropertyDescription(
            "What happens when a step has requests but they prove nothing in either direction.")
        OnInconclusive onInconclusive,
    @JsonPropertyDescription("What happens when Prometheus has no data.") OnNoData onNoData,
    @JsonPropertyDescription("What happens when the canary gets no requests to judge it by.")
        OnNoTraffic onNoTraffic) {}
