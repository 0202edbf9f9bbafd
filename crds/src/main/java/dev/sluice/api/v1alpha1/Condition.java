package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Kubernetes condition; lastTransitionTime changes only when status does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required
        @Size(max = 316)
        @Pattern(Rules.CONDITION_TYPE)
        @JsonPropertyDescription("Type of the condition, in CamelCase.")
        String type,
    @Required @JsonPropertyDescription("Status of the condition: True, False or Unknown.")
        String status,
    @Min(0) @JsonPropertyDescription("Generation of this object that the condition describes.")
        Long observedGeneration,
    @Required @JsonPropertyDescription("Time when the status last changed.")
        String lastTransitionTime,
    @Required
        @Size(min = 1, max = 1024)
        @Pattern(Rules.CONDITION_REASON)
        @JsonPropertyDescription("Machine-readable reason for the status, in CamelCase.")
        String reason,
    @Required @Size(max = 32768) @JsonPropertyDescription("Human-readable details. May be empty.")
        String message) {}
