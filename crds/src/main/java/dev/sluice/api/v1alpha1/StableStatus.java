package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Stable version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StableStatus(
    @JsonPropertyDescription("Number of the revision, counted from 1 for each CanaryRelease.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the pod template: its label app.kubernetes.io/version or, without that"
                + " label, the tag of the first image.")
        String version,
    @Size(max = 32)
        @JsonPropertyDescription("Images of the containers, in the order of the pod template.")
        List<@Size(max = 1024) String> images,
    @Size(max = 64) @JsonPropertyDescription("Time since when this version is stable.")
        String since) {}
