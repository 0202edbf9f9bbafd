package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How the canary is compared with the stable version, and what follows from the result. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What the analysis may do: Enforce (hold a release and roll back a bad canary),"
                + " Observe (report results in status only; steps end by time) or \"Off\""
                + " (measure nothing; steps end by time). Quote \"Off\", because YAML reads a"
                + " bare Off as false. Default: Enforce.")
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
                "falseRollbackRate must be a percentage such as 1% or 0.5%, more than 0% and at"
                    + " most 50%")
        @JsonPropertyDescription(
            "Highest probability that a canary within the allowed limits is rolled back, for the"
                + " whole release and all comparisons together. More than 0% and at most 50%. A"
                + " lower rate takes longer to detect a bad canary. Default: "
                + Defaults.FALSE_ROLLBACK_RATE
                + ".")
        String falseRollbackRate,
    @Size(min = 1, max = 10)
        @JsonPropertyDescription(
            "Metrics to measure, each with a unique name, at most 10. Default: an errorRate named"
                + " \""
                + Defaults.ERRORS_NAME
                + "\" and a latency named \""
                + Defaults.LATENCY_NAME
                + "\", an errorRate of 4xx statuses named \""
                + Defaults.CLIENT_ERRORS_NAME
                + "\" and an abandonedRate named \""
                + Defaults.ABANDONED_NAME
                + "\"; a list replaces all of them.")
        List<Metric> metrics,
    @JsonPropertyDescription(
            "Action when a step has requests but the evidence is inconclusive for too long.")
        OnInconclusive onInconclusive,
    @JsonPropertyDescription("Action when Prometheus returns no data for too long.")
        OnNoData onNoData,
    @JsonPropertyDescription("Action when the canary receives too few requests for too long.")
        OnNoTraffic onNoTraffic) {}
