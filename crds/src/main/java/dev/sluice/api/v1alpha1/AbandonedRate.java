package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Share of requests whose caller gave up, compared with the stable version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AbandonedRate(
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value = Rules.IS_PERCENTAGE + " && " + Rules.PERCENTAGE + " <= 1000.0",
            message = "maxIncrease must be a percentage such as 10% or 0.5%, from 0% to 1000%")
        @JsonPropertyDescription(
            "Allowed increase of the share relative to the stable version, from 0% to 1000%."
                + " Default: "
                + Defaults.MAX_INCREASE
                + ".")
        String maxIncrease,
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_PERCENTAGE
                    + " && "
                    + Rules.PERCENTAGE
                    + " > 0.0 && "
                    + Rules.PERCENTAGE
                    + " <= 100.0",
            message =
                "ignoreBelow must be a percentage such as 0.02% or 1%, more than 0% and at most"
                    + " 100%")
        @JsonPropertyDescription(
            "Additional share of requests that is tolerated, more than 0% and at most 100%."
                + " A smaller difference never causes a rollback. Default: "
                + Defaults.ABANDONED_IGNORE_BELOW
                + ".")
        String ignoreBelow) {}
