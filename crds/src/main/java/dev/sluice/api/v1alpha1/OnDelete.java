package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What remains when the CanaryRelease is deleted. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnDelete(
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What happens to a Deployment whose pod template was rejected: KeepPaused (all"
                + " requests stay on the stable pods) or Resume (Kubernetes rolls out the"
                + " rejected template). Default: KeepPaused.")
        RejectedTemplate rejectedTemplate,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What happens to the objects that Sluice created for security and rateLimit, such as the"
                + " PeerAuthentication: Keep or Remove. Default: Keep.")
        SecurityObjects security) {}
