package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The proven version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StableStatus(
    @JsonPropertyDescription("Number of the revision, counted by this CanaryRelease from 1.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the template: its label app.kubernetes.io/version, else the tag of its"
                + " first image.")
        String version,
    @Size(max = 32) @JsonPropertyDescription("Images of the containers, in their order.")
        List<@Size(max = 1024) String> images,
    @Size(max = 64) @JsonPropertyDescription("Time since when it is the stable version.")
        String since) {}
