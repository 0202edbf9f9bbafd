package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Action of a person that was carried out. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionStatus(
    @Size(max = 64)
        @JsonPropertyDescription(
            "Action, the name of its annotation after sluice.dev/, for example promote.")
        String action,
    @Size(max = 128)
        @JsonPropertyDescription("Field manager that set the annotation. Absent if unknown.")
        String by,
    @Size(max = 64) @JsonPropertyDescription("Time when Sluice carried it out.") String at) {}
