package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** How Istio carries requests to both versions. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Traffic(
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "Istio TrafficPolicy for both versions (outlierDetection, connectionPool, loadBalancer"
                + " ...), passed on as it is in the DestinationRule. Default: none.")
        Map<String, Object> trafficPolicy,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) >= duration('100ms') && duration(self) <="
                    + " duration('60s')",
            message = "propagation must be " + Rules.DURATION + ", from 100ms to 60s")
        @JsonPropertyDescription(
            "Time given to the proxies to receive a change before one that depends on it, 100ms to"
                + " 60s. Default "
                + Defaults.PROPAGATION
                + ".")
        String propagation,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) >= duration('0s') && duration(self) <= duration('1h')",
            message = "drain must be " + Rules.DURATION + ", from 0s to 1h")
        @JsonPropertyDescription(
            "Time given to requests under way before pods that had traffic are taken away, 0s to"
                + " 1h, at least the longest request. Default "
                + Defaults.DRAIN
                + ".")
        String drain) {}
