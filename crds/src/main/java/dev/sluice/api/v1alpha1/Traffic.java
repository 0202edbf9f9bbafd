package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** How Istio routes requests to both versions. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Traffic(
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "Istio TrafficPolicy for both versions, such as outlierDetection, connectionPool or"
                + " loadBalancer. Passed unchanged to the DestinationRule. Default: none.")
        Map<String, Object> trafficPolicy,
    @PreserveUnknownFields
        @JsonPropertyDescription(
            "Fields of an Istio TrafficPolicy for the canary alone, in place of those of"
                + " trafficPolicy, such as a stricter outlierDetection. At weight 100 they apply to"
                + " every request. Passed unchanged to the subset canary of the DestinationRule."
                + " Default: none.")
        Map<String, Object> canaryTrafficPolicy,
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) >= duration('100ms') && duration(self) <="
                    + " duration('60s')",
            message = "propagation must be " + Rules.DURATION + ", from 100ms to 60s")
        @JsonPropertyDescription(
            "How long a change takes to reach all proxies before a dependent change is made, from"
                + " 100ms to 60s. Default: "
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
            "How long requests in flight may take to finish before their pods are removed, from 0s"
                + " to 1h. Set it to at least the longest request. Default: "
                + Defaults.DRAIN
                + ".")
        String drain,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What happens while requests can reach a new version by a path that Sluice does not"
                + " route, such as an Ingress or another Service. Reject: no release starts, one"
                + " that has passed no step is withdrawn, any other is held. Accept: a condition"
                + " names the path. Default: Reject.")
        BypassPolicy bypass,
    @JsonPropertyDescription(
            "Limit of the requests to each pod of both versions, through an Istio EnvoyFilter. Further"
                + " requests are answered with 429, gRPC calls with RESOURCE_EXHAUSTED, which are"
                + " not errors of a version. Requires the chart value rateLimit.enabled. Default: no"
                + " limit.")
        RateLimit rateLimit,
    @Size(max = Rules.MAX_CANARY_LABELS)
        @ValidationRule(
            value = "self.all(key, " + Rules.KEY_IS_LABEL_KEY + ")",
            messageExpression =
                "'canaryLabels has the key ' + self.filter(key, !"
                    + Rules.KEY_IS_LABEL_KEY
                    + ")[0] + ': use a label key such as team or example.com/team'")
        @ValidationRule(
            value = "self.all(key, " + Rules.IS_LABEL_VALUE + ")",
            messageExpression =
                "'canaryLabels.' + self.filter(key, !"
                    + Rules.IS_LABEL_VALUE
                    + ")[0] + ' must be at most 63 letters, digits, dashes, underscores and dots,"
                    + " with a letter or digit at both ends'")
        @ValidationRule(
            value = "!self.exists(key, " + Rules.KEY_IS_OF_SLUICE + ")",
            messageExpression =
                "'canaryLabels has the key ' + self.filter(key, "
                    + Rules.KEY_IS_OF_SLUICE
                    + ")[0] + ', which Sluice sets: remove it'")
        @JsonPropertyDescription(
            "Labels for the metadata of the canary Deployment, at most 20, such as those that a"
                + " policy engine requires of every Deployment. Its pods have the labels of the"
                + " Deployment's template. Applied when a canary Deployment is created. Default:"
                + " none.")
        Map<String, @Size(max = Rules.MAX_LABEL_LENGTH) String> canaryLabels) {}
