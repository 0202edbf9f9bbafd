package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What stays when the CanaryRelease is deleted. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnDelete(
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "A Deployment whose template was rejected: KeepPaused (users stay on the proven pods)"
                + " or Resume (Kubernetes rolls the rejected template out). Default KeepPaused.")
        RejectedTemplate rejectedTemplate,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "Security objects that Sluice made, such as the PeerAuthentication: Keep or Remove."
                + " Default Keep.")
        SecurityObjects security) {}
