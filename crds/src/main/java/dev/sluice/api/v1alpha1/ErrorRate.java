package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A limit on the share of requests that end in an error. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorRate(
    @Size(max = 16)
        @ValidationRule(
            value =
                "self.matches('^[0-9]+([.][0-9]+)?%$') && double(self.replace('%', '')) > 0.0 &&"
                    + " double(self.replace('%', '')) <= 100.0",
            message = "max must be a percentage as in 5% or 0.5%, more than 0% and at most 100%")
        @JsonPropertyDescription(
            "Share of errors above which the canary is bad, unless the stable is above it too, such"
                + " as 5% or 0.5%. Default "
                + Defaults.ERROR_RATE_MAX
                + ".")
        String max) {}
