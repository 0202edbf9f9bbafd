package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Workload to release. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Target(
    @Required
        @Size(min = 1, max = 45)
        @ValidationRule(value = Rules.IS_DNS_LABEL, message = "deployment " + Rules.NOT_A_DNS_LABEL)
        @ValidationRule(
            value = "self == oldSelf",
            messageExpression =
                "'deployment cannot change from ' + oldSelf + ' to ' + self + ': create a new"
                    + " CanaryRelease'")
        @JsonPropertyDescription(
            "Name of the Deployment, in the same namespace, at most 45 characters, because the"
                + " name of the canary Deployment extends it. Immutable.")
        String deployment) {}
